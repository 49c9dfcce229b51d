<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A product.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Product extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $sku The product by your own code.
     * @param string $name The name.
     * @param Decimal $rate Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's.
     * @param bool|null $tax_inclusive Whether the rate includes GST. Absent: as the product says, then as the store says.
     * @param Decimal $gst_rate GST in percent.
     * @param Decimal $cess_rate Compensation cess in percent.
     * @param string|null $zero_rate_reason Why the GST rate is 0; required then.
     * @param string|null $hsn HSN or SAC code: 4, 6 or 8 digits.
     * @param string $unit Unit quantity code of the GST returns.
     * @param string|null $barcode EAN, UPC or any other.
     * @param Decimal|null $reorder_level At or below it, stock counts as low and `stock.low` is sent.
     * @param string $status The state it is in.
     * @param array<string, string> $metadata Up to 50 pairs of texts of your own.
     * @param \DateTimeImmutable $created_at When it was made.
     * @param \DateTimeImmutable $updated_at When it last changed.
     * @param ProductStock|null $stock Its stock across stores; only with `expand[]=stock`.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $sku,
        public readonly string $name,
        public readonly Decimal $rate,
        public readonly ?bool $tax_inclusive,
        public readonly Decimal $gst_rate,
        public readonly Decimal $cess_rate,
        public readonly ?string $zero_rate_reason,
        public readonly ?string $hsn,
        public readonly string $unit,
        public readonly ?string $barcode,
        public readonly ?Decimal $reorder_level,
        public readonly string $status,
        public readonly array $metadata,
        public readonly \DateTimeImmutable $created_at,
        public readonly \DateTimeImmutable $updated_at,
        public readonly ?ProductStock $stock,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a product', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('sku'),
            $fields->string('name'),
            $fields->decimal('rate'),
            $fields->boolOrNull('tax_inclusive'),
            $fields->decimal('gst_rate'),
            $fields->decimal('cess_rate'),
            $fields->stringOrNull('zero_rate_reason'),
            $fields->stringOrNull('hsn'),
            $fields->string('unit'),
            $fields->stringOrNull('barcode'),
            $fields->decimalOrNull('reorder_level'),
            $fields->string('status'),
            $fields->texts('metadata'),
            $fields->time('created_at'),
            $fields->time('updated_at'),
            $fields->objectOrNull('stock', ProductStock::from(...)),
        );
    }
}
