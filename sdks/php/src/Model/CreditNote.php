<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * What came back of an invoice. It never changes; a further refund makes a further note.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class CreditNote extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $credit_note_no Consecutive in a series of its own, without gaps.
     * @param string $invoice_id
     * @param string $invoice_no Consecutive in its series and financial year, without gaps.
     * @param \DateTimeImmutable $invoice_issued_at The date of the invoice that the note corrects.
     * @param string $document_type
     * @param string $store_id The store.
     * @param Buyer|null $customer Who buys, found or created by phone.
     * @param string|null $reason Why, as it was said.
     * @param bool $gst_effective False after 30 November following the invoice's financial year: commercial only.
     * @param list<ReturnedLine> $items The lines.
     * @param Decimal $taxable_value Rupees that tax is counted on.
     * @param Tax $tax The taxes, and their sum.
     * @param Decimal $discount Rupees off: of the line (not per unit), or, beside the items, of the whole bill.
     * @param Decimal $round_off What was added or taken off to reach a whole rupee.
     * @param Decimal $total What came back is worth. It first lowers what is due; `refunds` is the rest.
     * @param list<Refund> $refunds Money given back, by mode.
     * @param string $place_of_supply GST state code of where the goods go; it decides between CGST + SGST and IGST.
     * @param \DateTimeImmutable $created_at When it was made.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $credit_note_no,
        public readonly string $invoice_id,
        public readonly string $invoice_no,
        public readonly \DateTimeImmutable $invoice_issued_at,
        public readonly string $document_type,
        public readonly string $store_id,
        public readonly ?Buyer $customer,
        public readonly ?string $reason,
        public readonly bool $gst_effective,
        public readonly array $items,
        public readonly Decimal $taxable_value,
        public readonly Tax $tax,
        public readonly Decimal $discount,
        public readonly Decimal $round_off,
        public readonly Decimal $total,
        public readonly array $refunds,
        public readonly string $place_of_supply,
        public readonly \DateTimeImmutable $created_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a credit note', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('credit_note_no'),
            $fields->string('invoice_id'),
            $fields->string('invoice_no'),
            $fields->time('invoice_issued_at'),
            $fields->string('document_type'),
            $fields->string('store_id'),
            $fields->objectOrNull('customer', Buyer::from(...)),
            $fields->stringOrNull('reason'),
            $fields->bool('gst_effective'),
            $fields->list('items', ReturnedLine::from(...)),
            $fields->decimal('taxable_value'),
            $fields->object('tax', Tax::from(...)),
            $fields->decimal('discount'),
            $fields->decimal('round_off'),
            $fields->decimal('total'),
            $fields->list('refunds', Refund::from(...)),
            $fields->string('place_of_supply'),
            $fields->time('created_at'),
        );
    }
}
