<?php

declare(strict_types=1);

namespace SaathiX\Tests\ShopDay;

use PHPUnit\Framework\TestCase;
use SaathiX\Decimal;
use SaathiX\Error\AuthenticationError;
use SaathiX\Error\ConflictError;
use SaathiX\Error\SaathiXError;
use SaathiX\Error\ValidationError;
use SaathiX\Http\CurlTransport;
use SaathiX\Http\Request;
use SaathiX\RequestOptions;
use SaathiX\SaathiX;

/** A day of a shop against the real stack; tests/e2e/test_sdk_php.py opens the shop and says where it is. */
final class ShopDayTest extends TestCase
{
    use Shop;

    public function testProductsASaleAndWhatItLeft(): void
    {
        $product = $this->product('SALE', Decimal::of('12.50'));
        self::assertSame(['12.5', '5'], [(string) $product->rate, (string) $product->gst_rate]);
        $invoice = $this->saathix->invoices->create([
            'customer' => ['phone' => '98765 43210', 'name' => 'Rahul K.'],
            'items' => [['sku' => $product->sku, 'qty' => 3]],
            'payment' => ['mode' => 'upi'],
            'metadata' => [],
        ]);
        self::assertSame(['paid', '+919876543210'], [$invoice->status, $invoice->customer?->phone]);
        $line = $invoice->items[0];
        self::assertSame(3750, $line->taxable_value->plus($line->cgst)->plus($line->sgst)->paise());
        self::assertTrue($invoice->grand_total->minus($invoice->round_off)->equals($line->total));
        self::assertSame('97', (string) $this->saathix->inventory->retrieve($product->id)->total_on_hand);
        self::assertEquals($invoice->toArray(), $this->saathix->invoices->retrieve($invoice->id)->toArray());
        self::assertStringStartsWith('%PDF-', $this->saathix->invoices->receipt($invoice->id, ['format' => 'pdf'])->content);

        $changed = $this->saathix->products->update(
            $product->id,
            ['rate' => 13, 'metadata' => ['shelf' => '4']],
            new RequestOptions(ifMatch: $this->saathix->products->retrieve($product->id)->response()?->etag()),
        );
        self::assertSame([13_00, ['shelf' => '4']], [$changed->rate->paise(), $changed->metadata]);
        $this->expectException(ConflictError::class);
        $this->saathix->products->update($product->id, ['rate' => 14], new RequestOptions(ifMatch: '"of-yesterday"'));
    }

    public function testASaleWhoseAnswerWasCutIsMadeOnce(): void
    {
        $product = $this->product('CUT', 10);
        $tried = [];
        $cut = new SaathiX(
            baseUrl: (string) getenv('SAATHIX_CUT_URL'), // this proxy cuts the first answer to a sale, when it was committed
            onRetry: static function (Request $request, SaathiXError $error) use (&$tried): void {
                $tried[] = $error::class;
            },
        );
        $invoice = $cut->invoices->create(['items' => [['sku' => $product->sku, 'qty' => 1]]]);
        self::assertSame([\SaathiX\Error\ApiConnectionError::class], $tried);
        self::assertTrue($invoice->response()?->isReplayed());
        self::assertSame('99', (string) $this->saathix->inventory->retrieve($product->id)->total_on_hand);
    }

    public function testTheSameKeyMakesOneInvoice(): void
    {
        $product = $this->product('KEY', 10);
        $sale = ['items' => [['sku' => $product->sku, 'qty' => 1]]];
        $options = new RequestOptions(idempotencyKey: 'till-1-' . bin2hex(random_bytes(4)));
        $one = $this->saathix->invoices->create($sale, $options);
        $other = $this->saathix->invoices->create($sale, $options);
        self::assertSame([$one->id, false, true], [$other->id, $one->response()?->isReplayed(), $other->response()?->isReplayed()]);
        self::assertSame($one->id, $this->saathix->idempotencyKeys->retrieve((string) $options->idempotencyKey)->resource_id);
        $this->expectException(ValidationError::class);
        $this->saathix->invoices->create(['items' => [['sku' => $product->sku, 'qty' => 2]]], $options);
    }

    public function testARefund(): void
    {
        $product = $this->product('BACK', 100);
        $sale = ['items' => [['sku' => $product->sku, 'qty' => 4]], 'payment' => ['mode' => 'cash', 'amount' => 500]];
        $invoice = $this->saathix->invoices->create($sale);
        self::assertSame(100_00, $invoice->change_due->paise());
        $note = $this->saathix->invoices->refund($invoice->id, ['items' => [['line' => 1, 'qty' => 1]], 'reason' => 'damaged']);
        self::assertSame([100_00, 'cash'], [$note->total->paise(), $note->refunds[0]->mode]);
        self::assertSame([$note->id], array_column($this->saathix->invoices->listRefunds($invoice->id)->data, 'id'));
        self::assertSame($note->credit_note_no, $this->saathix->creditNotes->retrieve($note->id)->credit_note_no);
        $this->saathix->invoices->refund($invoice->id);
        $whole = $this->saathix->invoices->retrieve($invoice->id);
        self::assertSame(['full', 400_00], [$whole->refund_status, $whole->amount_refunded->paise()]);
        try {
            $this->saathix->invoices->refund($invoice->id);
            self::fail('refunded twice');
        } catch (ConflictError $error) {
            self::assertSame('nothing_to_refund', $error->errorCode);
        }
    }

    public function testPagesOf250Customers(): void
    {
        $ids = [];
        for ($number = 0; $number < 250; $number++) {
            $customer = ['phone' => sprintf('+9198%08d', $number), 'name' => "Pages {$number}"];
            $ids[] = $this->saathix->customers->upsert($customer)->id;
        }
        $found = [];
        foreach ($this->saathix->customers->list(['limit' => 100, 'q' => 'Pages']) as $customer) {
            $found[] = $customer->id;
        }
        self::assertSame(array_reverse($ids), $found);
        $pages = iterator_to_array($this->saathix->customers->list(['limit' => 100, 'q' => 'Pages'])->pages());
        self::assertSame([100, 100, 50], array_map(static fn ($page) => \count($page->data), $pages));
    }

    public function testItWaitsWhenTheKeysLimitIsReached(): void
    {
        $waits = [];
        $limited = new SaathiX(
            (string) getenv('SAATHIX_LIMITED_KEY'), // 3 requests a second
            onRetry: static function (Request $request, SaathiXError $error, float $delay) use (&$waits): void {
                $waits[$error::class][] = $delay;
            },
        );
        for ($number = 0; $number < 8; $number++) {
            $limited->stores->list();
        }
        self::assertSame([\SaathiX\Error\RateLimitError::class], array_keys($waits));
        self::assertGreaterThanOrEqual(1.0, min($waits[\SaathiX\Error\RateLimitError::class]));
    }

    public function testReports(): void
    {
        $product = $this->product('REP', 10);
        $this->saathix->invoices->create(['items' => [['sku' => $product->sku, 'qty' => 1]]]);
        $days = ['from' => gmdate('Y-m-d', time() - 86400), 'to' => gmdate('Y-m-d', time() + 86400)];
        $report = $this->saathix->reports->sales($days);
        self::assertCount(3, $report->data);
        $net = array_reduce($report->data, static fn (Decimal $sum, $row) => $sum->plus($row->net), Decimal::of(0));
        self::assertTrue($net->equals($report->totals->net));
        self::assertStringStartsWith('period,', $this->saathix->reports->salesCsv($days)->content);
        self::assertSame(gmdate('Y-m'), $this->saathix->reports->gst(['period' => gmdate('Y-m')])->period);
        self::assertIsArray(json_decode($this->saathix->reports->gstFile(['period' => gmdate('Y-m')])->content, true));
    }

    public function testAWrongKey(): void
    {
        $this->expectException(AuthenticationError::class);
        $this->expectExceptionMessageMatches('/key_unknown.*request req_/s');
        (new SaathiX('sk_live_sx_mistyped'))->products->list();
    }

    public function testOneConnectionIsReused(): void
    {
        $transport = new CurlTransport();
        $saathix = new SaathiX(transport: $transport);
        $opened = [];
        for ($number = 0; $number < 5; $number++) {
            $saathix->system->alive();
            $opened[] = $transport->connectionsOpenedLast();
        }
        self::assertSame([1, 0, 0, 0, 0], $opened);
    }
}
