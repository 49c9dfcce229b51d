<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * What became of an Idempotency-Key.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class IdempotencyKey extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $key
     * @param string $state GST state code, two digits.
     * @param string|null $resource_id
     */
    protected function __construct(
        array $all,
        public readonly string $key,
        public readonly string $state,
        public readonly ?string $resource_id,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an idempotency key', $data);

        return new self(
            $data,
            $fields->string('key'),
            $fields->string('state'),
            $fields->stringOrNull('resource_id'),
        );
    }
}
