<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Sales added up.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class SalesReport extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $granularity A row for each hour, day or month, of India. By the hour, rows are grouped by store or not at all.
     * @param string $from The first day, of India.
     * @param string $to The last day, included; at most 366 days in all.
     * @param \DateTimeImmutable|null $as_of When the newest event in the figures happened; null before the first.
     * @param list<SalesRow> $data
     * @param SalesFigures $totals
     */
    protected function __construct(
        array $all,
        public readonly string $granularity,
        public readonly string $from,
        public readonly string $to,
        public readonly ?\DateTimeImmutable $as_of,
        public readonly array $data,
        public readonly SalesFigures $totals,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a sales report', $data);

        return new self(
            $data,
            $fields->string('granularity'),
            $fields->string('from'),
            $fields->string('to'),
            $fields->timeOrNull('as_of'),
            $fields->list('data', SalesRow::from(...)),
            $fields->object('totals', SalesFigures::from(...)),
        );
    }
}
