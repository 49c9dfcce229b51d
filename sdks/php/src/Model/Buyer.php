<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Who bought, as written on the invoice. A publishable key sees the masked phone alone.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Buyer extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string|null $id Its id.
     * @param string|null $phone Phone number in any form; without a country code it is an Indian one. Kept as E.164.
     * @param string|null $name The name.
     * @param string|null $email E-mail address.
     * @param string|null $gstin GST registration number, its check digit right.
     * @param Address|null $address Postal address.
     */
    protected function __construct(
        array $all,
        public readonly ?string $id,
        public readonly ?string $phone,
        public readonly ?string $name,
        public readonly ?string $email,
        public readonly ?string $gstin,
        public readonly ?Address $address,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a buyer', $data);

        return new self(
            $data,
            $fields->stringOrNull('id'),
            $fields->stringOrNull('phone'),
            $fields->stringOrNull('name'),
            $fields->stringOrNull('email'),
            $fields->stringOrNull('gstin'),
            $fields->objectOrNull('address', Address::from(...)),
        );
    }
}
