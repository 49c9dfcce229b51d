<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Decimal;
use SaathiX\Download;
use SaathiX\Model\CreditNote;
use SaathiX\Model\Invoice;
use SaathiX\Model\InvoiceBatch;
use SaathiX\Model\Preview;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of invoices.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Invoices extends Service
{
    /**
     * Create a sale invoice and take the stock, both or neither.
     *
     * @param array{
     *     store?: string|null,
     *     customer?: array{phone?: string|null, name?: string|null, gstin?: string|null, email?: string|null, address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null, sez?: bool|null}|null,
     *     customer_id?: string|null,
     *     items: list<array{sku?: string|null, product_id?: string|null, qty: int|float|Decimal, rate?: int|float|Decimal|null, tax_inclusive?: bool|null, discount?: int|float|Decimal|null, description?: string|null}>,
     *     discount?: int|float|Decimal|null,
     *     payment?: array{mode: 'cash'|'upi'|'card'|'netbanking'|'wallet'|'credit', amount?: int|float|Decimal|null, reference?: string|null}|list<array{mode: 'cash'|'upi'|'card'|'netbanking'|'wallet'|'credit', amount?: int|float|Decimal|null, reference?: string|null}>|null,
     *     place_of_supply?: string|null,
     *     fulfilment?: 'counter'|'delivery'|null,
     *     issued_at?: \DateTimeInterface|string|null,
     *     notes?: string|null,
     *     metadata?: array<string, string>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function create(array $params, ?RequestOptions $options = null): Invoice
    {
        return Invoice::read($this->sender->send('POST', '/v1/invoices', [], $params, $options));
    }

    /**
     * Compute the invoice that a sale would make and explain its taxes.
     *
     * @param array{
     *     store?: string|null,
     *     customer?: array{phone?: string|null, name?: string|null, gstin?: string|null, email?: string|null, address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null, sez?: bool|null}|null,
     *     customer_id?: string|null,
     *     items: list<array{sku?: string|null, product_id?: string|null, qty: int|float|Decimal, rate?: int|float|Decimal|null, tax_inclusive?: bool|null, discount?: int|float|Decimal|null, description?: string|null}>,
     *     discount?: int|float|Decimal|null,
     *     payment?: array{mode: 'cash'|'upi'|'card'|'netbanking'|'wallet'|'credit', amount?: int|float|Decimal|null, reference?: string|null}|list<array{mode: 'cash'|'upi'|'card'|'netbanking'|'wallet'|'credit', amount?: int|float|Decimal|null, reference?: string|null}>|null,
     *     place_of_supply?: string|null,
     *     fulfilment?: 'counter'|'delivery'|null,
     *     issued_at?: \DateTimeInterface|string|null,
     *     notes?: string|null,
     *     metadata?: array<string, string>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function preview(array $params, ?RequestOptions $options = null): Preview
    {
        return Preview::read($this->sender->send('POST', '/v1/invoices/preview', [], $params, $options));
    }

    /**
     * Fetch an invoice by id or by number, with its lines and taxes.
     *
     * @param string $invoice An invoice's id, or its number.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $invoice, ?RequestOptions $options = null): Invoice
    {
        return Invoice::read($this->sender->send('GET', '/v1/invoices/' . self::part('invoice', $invoice), [], null, $options));
    }

    /**
     * List invoices, newest first.
     *
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     store?: string|null,
     *     status?: 'paid'|'partially_paid'|'unpaid'|null,
     *     number?: string|null,
     *     customer?: string|null,
     *     'created_at[gte]'?: \DateTimeInterface|string|null,
     *     'created_at[lte]'?: \DateTimeInterface|string|null,
     * } $query
     * @return Page<Invoice>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/invoices', $query, $options, Invoice::from(...));
    }

    /**
     * Take a payment on an invoice that has something due, and answer with the invoice as it stands then.
     *
     * @param string $invoice An invoice's id, or its number.
     * @param array{
     *     mode: 'cash'|'upi'|'card'|'netbanking'|'wallet',
     *     amount?: int|float|Decimal|null,
     *     reference?: string|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function recordPayment(string $invoice, array $params, ?RequestOptions $options = null): Invoice
    {
        return Invoice::read($this->sender->send('POST', '/v1/invoices/' . self::part('invoice', $invoice) . '/payments', [], $params, $options));
    }

    /**
     * Create up to 100 sale invoices, such as those of a till that was offline, with a result for each.
     *
     * @param array{
     *     invoices: list<array{store?: string|null, customer?: array{phone?: string|null, name?: string|null, gstin?: string|null, email?: string|null, address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null, sez?: bool|null}|null, customer_id?: string|null, items: list<array{sku?: string|null, product_id?: string|null, qty: int|float|Decimal, rate?: int|float|Decimal|null, tax_inclusive?: bool|null, discount?: int|float|Decimal|null, description?: string|null}>, discount?: int|float|Decimal|null, payment?: array{mode: 'cash'|'upi'|'card'|'netbanking'|'wallet'|'credit', amount?: int|float|Decimal|null, reference?: string|null}|list<array{mode: 'cash'|'upi'|'card'|'netbanking'|'wallet'|'credit', amount?: int|float|Decimal|null, reference?: string|null}>|null, place_of_supply?: string|null, fulfilment?: 'counter'|'delivery'|null, issued_at?: \DateTimeInterface|string|null, notes?: string|null, metadata?: array<string, string>|null, idempotency_key?: string|null}>,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function batch(array $params, ?RequestOptions $options = null): InvoiceBatch
    {
        return InvoiceBatch::read($this->sender->send('POST', '/v1/invoices/batch', [], $params, $options));
    }

    /**
     * Fetch an invoice as a page to print or as PDF, on A4 or on 80 mm paper, with a UPI QR code for what is due.
     *
     * @param string $invoice An invoice's id, or its number.
     * @param array{
     *     format?: 'html'|'pdf'|null,
     *     paper?: 'a4'|'80mm'|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function receipt(string $invoice, array $query = [], ?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/v1/invoices/' . self::part('invoice', $invoice) . '/receipt', $query, null, $options, '*/*'));
    }

    /**
     * Give back some or all of an invoice: makes a credit note, puts goods back into stock and money back where it came from.
     *
     * @param string $invoice An invoice's id, or its number.
     * @param array{
     *     items?: list<array{line: int, qty?: int|float|Decimal|null, restock?: bool|null}>|null,
     *     reason?: string|null,
     *     mode?: 'cash'|'upi'|'card'|'netbanking'|'wallet'|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function refund(string $invoice, array $params = [], ?RequestOptions $options = null): CreditNote
    {
        return CreditNote::read($this->sender->send('POST', '/v1/invoices/' . self::part('invoice', $invoice) . '/refunds', [], $params, $options));
    }

    /**
     * List the credit notes of an invoice, newest first.
     *
     * @param string $invoice An invoice's id, or its number.
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     * } $query
     * @return Page<CreditNote>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function listRefunds(string $invoice, array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/invoices/' . self::part('invoice', $invoice) . '/refunds', $query, $options, CreditNote::from(...));
    }
}
