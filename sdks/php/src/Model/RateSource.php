<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Where a rate comes from, and since when it is in force.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class RateSource extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $source
     * @param string|null $in_force_since
     * @param string|null $notification
     */
    protected function __construct(
        array $all,
        public readonly string $source,
        public readonly ?string $in_force_since,
        public readonly ?string $notification,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a rate source', $data);

        return new self(
            $data,
            $fields->string('source'),
            $fields->stringOrNull('in_force_since'),
            $fields->stringOrNull('notification'),
        );
    }
}
