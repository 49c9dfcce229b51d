<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A sale: a GST invoice, or a bill of supply. Its lines never change; what is paid, due and refunded does.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Invoice extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $invoice_no Consecutive in its series and financial year, without gaps.
     * @param string $document_type
     * @param string $status The state it is in.
     * @param string $store_id The store.
     * @param Buyer|null $customer Who buys, found or created by phone.
     * @param list<Line> $items The lines.
     * @param Decimal $taxable_value Rupees that tax is counted on.
     * @param Tax $tax The taxes, and their sum.
     * @param Decimal $discount Rupees off: of the line (not per unit), or, beside the items, of the whole bill.
     * @param Decimal $round_off What was added or taken off to reach a whole rupee.
     * @param Decimal $grand_total What the customer owes for it: lines, taxes and round-off.
     * @param Decimal $amount_paid Rupees paid.
     * @param Decimal $amount_due Rupees still to be paid.
     * @param Decimal $change_due Cash to be given back.
     * @param Decimal $amount_refunded Rupees given back by credit notes.
     * @param string $refund_status Whether some or all of it was given back.
     * @param list<Payment> $payments What was paid, in order.
     * @param string $place_of_supply GST state code of where the goods go; it decides between CGST + SGST and IGST.
     * @param string $fulfilment Handed over at the counter, or delivered.
     * @param string|null $notes A text of your own.
     * @param array<string, string> $metadata Up to 50 pairs of texts of your own.
     * @param \DateTimeImmutable $issued_at When the sale was made: at most 30 days back and 5 minutes ahead. Absent: now.
     * @param \DateTimeImmutable $created_at When it was made.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $invoice_no,
        public readonly string $document_type,
        public readonly string $status,
        public readonly string $store_id,
        public readonly ?Buyer $customer,
        public readonly array $items,
        public readonly Decimal $taxable_value,
        public readonly Tax $tax,
        public readonly Decimal $discount,
        public readonly Decimal $round_off,
        public readonly Decimal $grand_total,
        public readonly Decimal $amount_paid,
        public readonly Decimal $amount_due,
        public readonly Decimal $change_due,
        public readonly Decimal $amount_refunded,
        public readonly string $refund_status,
        public readonly array $payments,
        public readonly string $place_of_supply,
        public readonly string $fulfilment,
        public readonly ?string $notes,
        public readonly array $metadata,
        public readonly \DateTimeImmutable $issued_at,
        public readonly \DateTimeImmutable $created_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an invoice', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('invoice_no'),
            $fields->string('document_type'),
            $fields->string('status'),
            $fields->string('store_id'),
            $fields->objectOrNull('customer', Buyer::from(...)),
            $fields->list('items', Line::from(...)),
            $fields->decimal('taxable_value'),
            $fields->object('tax', Tax::from(...)),
            $fields->decimal('discount'),
            $fields->decimal('round_off'),
            $fields->decimal('grand_total'),
            $fields->decimal('amount_paid'),
            $fields->decimal('amount_due'),
            $fields->decimal('change_due'),
            $fields->decimal('amount_refunded'),
            $fields->string('refund_status'),
            $fields->list('payments', Payment::from(...)),
            $fields->string('place_of_supply'),
            $fields->string('fulfilment'),
            $fields->stringOrNull('notes'),
            $fields->texts('metadata'),
            $fields->time('issued_at'),
            $fields->time('created_at'),
        );
    }
}
