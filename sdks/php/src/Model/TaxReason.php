<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * Why a line bears its tax; `rule` settled the place of supply.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class TaxReason extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param int $line The line's number, from 1.
     * @param string $rule
     * @param string $place_of_supply GST state code of where the goods go; it decides between CGST + SGST and IGST.
     * @param Decimal $rate Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's.
     * @param RateSource $rate_from
     * @param string $formula
     * @param LineAmounts $amounts
     */
    protected function __construct(
        array $all,
        public readonly int $line,
        public readonly string $rule,
        public readonly string $place_of_supply,
        public readonly Decimal $rate,
        public readonly RateSource $rate_from,
        public readonly string $formula,
        public readonly LineAmounts $amounts,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a tax reason', $data);

        return new self(
            $data,
            $fields->int('line'),
            $fields->string('rule'),
            $fields->string('place_of_supply'),
            $fields->decimal('rate'),
            $fields->object('rate_from', RateSource::from(...)),
            $fields->string('formula'),
            $fields->object('amounts', LineAmounts::from(...)),
        );
    }
}
