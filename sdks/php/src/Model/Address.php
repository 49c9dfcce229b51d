<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * A postal address.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Address extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string|null $line1 House and street.
     * @param string|null $city City.
     * @param string|null $state GST state code, two digits.
     * @param string|null $pin PIN code, six digits.
     */
    protected function __construct(
        array $all,
        public readonly ?string $line1,
        public readonly ?string $city,
        public readonly ?string $state,
        public readonly ?string $pin,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an address', $data);

        return new self(
            $data,
            $fields->stringOrNull('line1'),
            $fields->stringOrNull('city'),
            $fields->stringOrNull('state'),
            $fields->stringOrNull('pin'),
        );
    }
}
