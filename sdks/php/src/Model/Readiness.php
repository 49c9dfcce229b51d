<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * What a request can need, and whether it answers.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Readiness extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $status The state it is in.
     * @param array<string, string> $checks
     */
    protected function __construct(
        array $all,
        public readonly string $status,
        public readonly array $checks,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a readiness', $data);

        return new self(
            $data,
            $fields->string('status'),
            $fields->texts('checks'),
        );
    }
}
