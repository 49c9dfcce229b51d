<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * What a span of sales comes to. net = gross − discount + round_off − refunds.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class SalesFigures extends Model
{
    /**
     * @param array<string, mixed> $all
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
        $fields = new Fields('a sales figures', $data);

        return new self(
            $data,
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
