<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Two ways to add the same up. One that has not passed is a fault of ours: tell us.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class GstCheck extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $check
     * @param string $detail
     * @param bool $passed
     * @param array<string, mixed> $expected One sum, by figure.
     * @param array<string, mixed> $found The other.
     */
    protected function __construct(
        array $all,
        public readonly string $check,
        public readonly string $detail,
        public readonly bool $passed,
        public readonly array $expected,
        public readonly array $found,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a gst check', $data);

        return new self(
            $data,
            $fields->string('check'),
            $fields->string('detail'),
            $fields->bool('passed'),
            $fields->map('expected'),
            $fields->map('found'),
        );
    }
}
