<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * From quantity times rate to the line's total; `value` is what is left after both discounts.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class LineAmounts extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param Decimal $gross
     * @param Decimal $discount Rupees off: of the line (not per unit), or, beside the items, of the whole bill.
     * @param Decimal $bill_discount The line's share of the discount of the bill.
     * @param Decimal $value
     * @param Decimal $taxable_value Rupees that tax is counted on.
     * @param Decimal $cgst Central GST in rupees.
     * @param Decimal $sgst State GST in rupees.
     * @param Decimal $igst Integrated GST in rupees.
     * @param Decimal $cess Compensation cess in rupees.
     * @param Decimal $total
     */
    protected function __construct(
        array $all,
        public readonly Decimal $gross,
        public readonly Decimal $discount,
        public readonly Decimal $bill_discount,
        public readonly Decimal $value,
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
        $fields = new Fields('a line amounts', $data);

        return new self(
            $data,
            $fields->decimal('gross'),
            $fields->decimal('discount'),
            $fields->decimal('bill_discount'),
            $fields->decimal('value'),
            $fields->decimal('taxable_value'),
            $fields->decimal('cgst'),
            $fields->decimal('sgst'),
            $fields->decimal('igst'),
            $fields->decimal('cess'),
            $fields->decimal('total'),
        );
    }
}
