<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * A shop.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Store extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $name The name.
     * @param string|null $gstin GST registration number, its check digit right.
     * @param string $state GST state code, two digits.
     * @param Address|null $address Postal address.
     * @param string $invoice_template
     * @param string $credit_note_template
     * @param string|null $upi_id
     * @param string $round_off What was added or taken off to reach a whole rupee.
     * @param bool $tax_inclusive Whether the rate includes GST. Absent: as the product says, then as the store says.
     * @param bool $negative_stock
     * @param bool $composition
     * @param string|null $turnover
     * @param string $status The state it is in.
     * @param bool $is_default
     * @param array<string, string> $metadata Up to 50 pairs of texts of your own.
     * @param \DateTimeImmutable $created_at When it was made.
     * @param \DateTimeImmutable $updated_at When it last changed.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $name,
        public readonly ?string $gstin,
        public readonly string $state,
        public readonly ?Address $address,
        public readonly string $invoice_template,
        public readonly string $credit_note_template,
        public readonly ?string $upi_id,
        public readonly string $round_off,
        public readonly bool $tax_inclusive,
        public readonly bool $negative_stock,
        public readonly bool $composition,
        public readonly ?string $turnover,
        public readonly string $status,
        public readonly bool $is_default,
        public readonly array $metadata,
        public readonly \DateTimeImmutable $created_at,
        public readonly \DateTimeImmutable $updated_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a store', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('name'),
            $fields->stringOrNull('gstin'),
            $fields->string('state'),
            $fields->objectOrNull('address', Address::from(...)),
            $fields->string('invoice_template'),
            $fields->string('credit_note_template'),
            $fields->stringOrNull('upi_id'),
            $fields->string('round_off'),
            $fields->bool('tax_inclusive'),
            $fields->bool('negative_stock'),
            $fields->bool('composition'),
            $fields->stringOrNull('turnover'),
            $fields->string('status'),
            $fields->bool('is_default'),
            $fields->texts('metadata'),
            $fields->time('created_at'),
            $fields->time('updated_at'),
        );
    }
}
