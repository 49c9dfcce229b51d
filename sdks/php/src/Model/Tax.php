<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * The taxes of an invoice, and their sum.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Tax extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param Decimal $cgst Central GST in rupees.
     * @param Decimal $sgst State GST in rupees.
     * @param Decimal $igst Integrated GST in rupees.
     * @param Decimal $cess Compensation cess in rupees.
     * @param Decimal $total
     */
    protected function __construct(
        array $all,
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
        $fields = new Fields('a tax', $data);

        return new self(
            $data,
            $fields->decimal('cgst'),
            $fields->decimal('sgst'),
            $fields->decimal('igst'),
            $fields->decimal('cess'),
            $fields->decimal('total'),
        );
    }
}
