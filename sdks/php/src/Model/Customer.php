<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A customer.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Customer extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string|null $phone Phone number in any form; without a country code it is an Indian one. Kept as E.164.
     * @param string|null $name The name.
     * @param string|null $email E-mail address.
     * @param string|null $gstin GST registration number, its check digit right.
     * @param bool $sez Whether the buyer is in a special economic zone.
     * @param CustomerAddress|null $address Postal address.
     * @param array<string, string> $metadata Up to 50 pairs of texts of your own.
     * @param Decimal $total_spent
     * @param int $invoices_count
     * @param \DateTimeImmutable|null $last_visit_at
     * @param \DateTimeImmutable|null $erased_at
     * @param \DateTimeImmutable $created_at When it was made.
     * @param \DateTimeImmutable $updated_at When it last changed.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly ?string $phone,
        public readonly ?string $name,
        public readonly ?string $email,
        public readonly ?string $gstin,
        public readonly bool $sez,
        public readonly ?CustomerAddress $address,
        public readonly array $metadata,
        public readonly Decimal $total_spent,
        public readonly int $invoices_count,
        public readonly ?\DateTimeImmutable $last_visit_at,
        public readonly ?\DateTimeImmutable $erased_at,
        public readonly \DateTimeImmutable $created_at,
        public readonly \DateTimeImmutable $updated_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a customer', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->stringOrNull('phone'),
            $fields->stringOrNull('name'),
            $fields->stringOrNull('email'),
            $fields->stringOrNull('gstin'),
            $fields->bool('sez'),
            $fields->objectOrNull('address', CustomerAddress::from(...)),
            $fields->texts('metadata'),
            $fields->decimal('total_spent'),
            $fields->int('invoices_count'),
            $fields->timeOrNull('last_visit_at'),
            $fields->timeOrNull('erased_at'),
            $fields->time('created_at'),
            $fields->time('updated_at'),
        );
    }
}
