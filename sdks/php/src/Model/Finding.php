<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * One thing that is wrong.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Finding extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $code
     * @param string $detail What is wrong, and what to do.
     */
    protected function __construct(
        array $all,
        public readonly string $code,
        public readonly string $detail,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a finding', $data);

        return new self(
            $data,
            $fields->string('code'),
            $fields->string('detail'),
        );
    }
}
