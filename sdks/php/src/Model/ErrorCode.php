<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * A code of a problem.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class ErrorCode extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $code
     * @param int $status The state it is in.
     * @param string $type Of this type alone.
     * @param string $title
     * @param string $meaning
     * @param string $what_to_do
     * @param bool $retryable
     */
    protected function __construct(
        array $all,
        public readonly string $code,
        public readonly int $status,
        public readonly string $type,
        public readonly string $title,
        public readonly string $meaning,
        public readonly string $what_to_do,
        public readonly bool $retryable,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an error code', $data);

        return new self(
            $data,
            $fields->string('code'),
            $fields->int('status'),
            $fields->string('type'),
            $fields->string('title'),
            $fields->string('meaning'),
            $fields->string('what_to_do'),
            $fields->bool('retryable'),
        );
    }
}
