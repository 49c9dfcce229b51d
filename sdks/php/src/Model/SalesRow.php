<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * An hour (`2026-06-28T14`), a day or a month; one without sales is a row of zeros. `group` is there when rows are grouped.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class SalesRow extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $period The month, `2026-06` or `062026`; in a sales report the day or the month of the row.
     * @param string|int|bool|Decimal|null $group The store, mode, GST rate or product; null in a row of zeros.
     * @param string|null $group_sku The product's SKU, when rows are grouped by product.
     * @param string|null $group_name The product's name on its newest invoice of the period, or the store's name.
     * @param int $invoices
     * @param Decimal $gross
     * @param Decimal $discount Rupees off: of the line (not per unit), or, beside the items, of the whole bill.
     * @param Decimal $refunds
     * @param Decimal $net
     * @param Decimal $taxable_value Rupees that tax is counted on.
     * @param Decimal $cgst Central GST in rupees.
     * @param Decimal $sgst State GST in rupees.
     * @param Decimal $igst Integrated GST in rupees.
     * @param Decimal $cess Compensation cess in rupees.
     * @param Decimal $round_off What was added or taken off to reach a whole rupee.
     * @param Decimal|null $average_basket Grand totals divided by invoices; null without invoices.
     */
    protected function __construct(
        array $all,
        public readonly string $period,
        public readonly string|int|bool|Decimal|null $group,
        public readonly ?string $group_sku,
        public readonly ?string $group_name,
        public readonly int $invoices,
        public readonly Decimal $gross,
        public readonly Decimal $discount,
        public readonly Decimal $refunds,
        public readonly Decimal $net,
        public readonly Decimal $taxable_value,
        public readonly Decimal $cgst,
        public readonly Decimal $sgst,
        public readonly Decimal $igst,
        public readonly Decimal $cess,
        public readonly Decimal $round_off,
        public readonly ?Decimal $average_basket,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a sales row', $data);

        return new self(
            $data,
            $fields->string('period'),
            $fields->scalar('group'),
            $fields->stringOrNull('group_sku'),
            $fields->stringOrNull('group_name'),
            $fields->int('invoices'),
            $fields->decimal('gross'),
            $fields->decimal('discount'),
            $fields->decimal('refunds'),
            $fields->decimal('net'),
            $fields->decimal('taxable_value'),
            $fields->decimal('cgst'),
            $fields->decimal('sgst'),
            $fields->decimal('igst'),
            $fields->decimal('cess'),
            $fields->decimal('round_off'),
            $fields->decimalOrNull('average_basket'),
        );
    }
}
