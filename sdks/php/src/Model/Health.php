<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * The process lives.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Health extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $status The state it is in.
     */
    protected function __construct(
        array $all,
        public readonly string $status,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a health', $data);

        return new self(
            $data,
            $fields->string('status'),
        );
    }
}
