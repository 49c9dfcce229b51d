<?php

declare(strict_types=1);

namespace SaathiX\Webhook;

/** One thing that is wrong with a delivery: a stable code, and a sentence with what to do. */
final class Finding
{
    public function __construct(public readonly string $code, public readonly string $detail)
    {
    }
}
