<?php

declare(strict_types=1);

namespace SaathiX\Error;

use SaathiX\Webhook\Finding;

/** A delivery of a webhook cannot be trusted; `findings` and the message say why. Answer 400. */
class SignatureError extends SaathiXError
{
    /** @param non-empty-list<Finding> $findings */
    public function __construct(public readonly array $findings)
    {
        $said = array_map(static fn (Finding $finding): string => "{$finding->code}: {$finding->detail}", $findings);
        parent::__construct('This webhook is not verified. ' . implode(' ', $said));
    }
}
