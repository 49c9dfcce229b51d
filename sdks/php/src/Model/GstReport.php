<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * GSTR-1 of one GSTIN and month with the government's keys; from `period` on, what is ours. Amounts in rupees.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class GstReport extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string|null $gstin GST registration number, its check digit right.
     * @param string $fp The period as the government writes it, `062026`.
     * @param list<array<string, mixed>> $b2b 4A, 6B: invoices to registered buyers, by their GSTIN.
     * @param list<array<string, mixed>> $b2cl 5: large inter-state invoices to others, by place of supply.
     * @param list<array<string, mixed>> $b2cs 7: all other sales, a row for each place of supply and rate, notes taken off.
     * @param list<array<string, mixed>> $exp 6A: exports, with and without payment of tax.
     * @param list<array<string, mixed>> $cdnr 9B: credit notes to registered buyers.
     * @param list<array<string, mixed>> $cdnur 9B: credit notes on large inter-state invoices and exports.
     * @param array<string, mixed> $nil 8: nil-rated, exempt and non-GST sales, notes taken off.
     * @param array<string, mixed> $hsn 12: by HSN, in two tabs since May 2025.
     * @param array<string, mixed> $doc_issue 13: the numbers issued, in runs without gaps.
     * @param string $period The month, `2026-06` or `062026`; in a sales report the day or the month of the row.
     * @param string|null $store_id The store whose documents alone are in it; null for all of the GSTIN's.
     * @param \DateTimeImmutable|null $as_of When the newest event in the figures happened; null before the first.
     * @param int $documents How many invoices and credit notes are in it.
     * @param GstReportTotals $totals The sums of the documents, notes taken off.
     * @param list<GstCheck> $checks
     * @param list<GstProblem> $problems The first thousand.
     * @param int $problems_count
     */
    protected function __construct(
        array $all,
        public readonly ?string $gstin,
        public readonly string $fp,
        public readonly array $b2b,
        public readonly array $b2cl,
        public readonly array $b2cs,
        public readonly array $exp,
        public readonly array $cdnr,
        public readonly array $cdnur,
        public readonly array $nil,
        public readonly array $hsn,
        public readonly array $doc_issue,
        public readonly string $period,
        public readonly ?string $store_id,
        public readonly ?\DateTimeImmutable $as_of,
        public readonly int $documents,
        public readonly GstReportTotals $totals,
        public readonly array $checks,
        public readonly array $problems,
        public readonly int $problems_count,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a gst report', $data);

        return new self(
            $data,
            $fields->stringOrNull('gstin'),
            $fields->string('fp'),
            $fields->maps('b2b'),
            $fields->maps('b2cl'),
            $fields->maps('b2cs'),
            $fields->maps('exp'),
            $fields->maps('cdnr'),
            $fields->maps('cdnur'),
            $fields->map('nil'),
            $fields->map('hsn'),
            $fields->map('doc_issue'),
            $fields->string('period'),
            $fields->stringOrNull('store_id'),
            $fields->timeOrNull('as_of'),
            $fields->int('documents'),
            $fields->object('totals', GstReportTotals::from(...)),
            $fields->list('checks', GstCheck::from(...)),
            $fields->list('problems', GstProblem::from(...)),
            $fields->int('problems_count'),
        );
    }
}
