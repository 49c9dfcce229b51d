<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * A code inside `errors[]`.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class FaultCode extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $code
     * @param string $meaning
     * @param string $what_to_do
     */
    protected function __construct(
        array $all,
        public readonly string $code,
        public readonly string $meaning,
        public readonly string $what_to_do,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a fault code', $data);

        return new self(
            $data,
            $fields->string('code'),
            $fields->string('meaning'),
            $fields->string('what_to_do'),
        );
    }
}
