<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A line of an invoice.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Line extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param int $line The line's number, from 1.
     * @param string $product_id The product by its id.
     * @param string $sku The product by your own code.
     * @param string $name The name.
     * @param string|null $description A line of text.
     * @param string|null $hsn HSN or SAC code: 4, 6 or 8 digits.
     * @param Decimal $qty How many units, with at most 3 decimals.
     * @param string $unit Unit quantity code of the GST returns.
     * @param Decimal $rate Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's.
     * @param bool $tax_inclusive Whether the rate includes GST. Absent: as the product says, then as the store says.
     * @param Decimal $discount Rupees off: of the line (not per unit), or, beside the items, of the whole bill.
     * @param Decimal $bill_discount The line's share of the discount of the bill.
     * @param Decimal $gst_rate GST in percent.
     * @param string|null $zero_rate_reason Why the GST rate is 0; required then.
     * @param Decimal $taxable_value Rupees that tax is counted on.
     * @param Decimal $cgst Central GST in rupees.
     * @param Decimal $sgst State GST in rupees.
     * @param Decimal $igst Integrated GST in rupees.
     * @param Decimal $cess Compensation cess in rupees.
     * @param Decimal $total
     */
    protected function __construct(
        array $all,
        public readonly int $line,
        public readonly string $product_id,
        public readonly string $sku,
        public readonly string $name,
        public readonly ?string $description,
        public readonly ?string $hsn,
        public readonly Decimal $qty,
        public readonly string $unit,
        public readonly Decimal $rate,
        public readonly bool $tax_inclusive,
        public readonly Decimal $discount,
        public readonly Decimal $bill_discount,
        public readonly Decimal $gst_rate,
        public readonly ?string $zero_rate_reason,
        public readonly Decimal $taxable_value,
        public readonly Decimal $cgst,
        public readonly Decimal $sgst,
        public readonly Decimal $igst,
        public readonly Decimal $cess,
        public readonly Decimal $total,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a line', $data);

        return new self(
            $data,
            $fields->int('line'),
            $fields->string('product_id'),
            $fields->string('sku'),
            $fields->string('name'),
            $fields->stringOrNull('description'),
            $fields->stringOrNull('hsn'),
            $fields->decimal('qty'),
            $fields->string('unit'),
            $fields->decimal('rate'),
            $fields->bool('tax_inclusive'),
            $fields->decimal('discount'),
            $fields->decimal('bill_discount'),
            $fields->decimal('gst_rate'),
            $fields->stringOrNull('zero_rate_reason'),
            $fields->decimal('taxable_value'),
            $fields->decimal('cgst'),
            $fields->decimal('sgst'),
            $fields->decimal('igst'),
            $fields->decimal('cess'),
            $fields->decimal('total'),
        );
    }
}
