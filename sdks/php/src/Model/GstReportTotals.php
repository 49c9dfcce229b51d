<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * The sums of the documents, notes taken off.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class GstReportTotals extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param Decimal $taxable_value Rupees that tax is counted on.
     * @param Decimal $igst Integrated GST in rupees.
     * @param Decimal $cgst Central GST in rupees.
     * @param Decimal $sgst State GST in rupees.
     * @param Decimal $cess Compensation cess in rupees.
     */
    protected function __construct(
        array $all,
        public readonly Decimal $taxable_value,
        public readonly Decimal $igst,
        public readonly Decimal $cgst,
        public readonly Decimal $sgst,
        public readonly Decimal $cess,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a gst report totals', $data);

        return new self(
            $data,
            $fields->decimal('taxable_value'),
            $fields->decimal('igst'),
            $fields->decimal('cgst'),
            $fields->decimal('sgst'),
            $fields->decimal('cess'),
        );
    }
}
