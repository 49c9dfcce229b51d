<?php

declare(strict_types=1);

namespace SaathiX\Tests\ShopDay;

use PHPUnit\Framework\TestCase;
use SaathiX\Model\Event;
use SaathiX\Tests\Support\PhpServer;
use SaathiX\Tests\Support\Waiting;

/** The plain PHP receiver of examples/, with real deliveries of the running stack. */
final class ReceiverTest extends TestCase
{
    use Shop;

    public function testAWebhookIsReceivedAndVerified(): void
    {
        $port = PhpServer::freePort();
        $webhook = $this->saathix->webhooks->create(['url' => "http://127.0.0.1:{$port}/", 'events' => ['invoice.created']]);
        $secrets = ['SAATHIX_WEBHOOK_SECRET' => "whsec_b2xk {$webhook->secret}"];
        $receiver = new PhpServer(dirname(__DIR__, 2) . '/examples/receiver.php', $secrets, $port);
        $sale = ['items' => [['sku' => $this->product('HOOK', '68.50')->sku, 'qty' => 1]], 'payment' => ['mode' => 'upi']];
        $invoice = $this->saathix->invoices->create($sale);

        $line = "sold {$invoice->invoice_no} for {$invoice->grand_total}\n"; // sales of the other tests may come, too
        $isThere = static fn (): bool => str_contains($receiver->file('receiver.log'), $line);
        Waiting::for($isThere, 'the delivery', static fn (): string => $receiver->file('said'));
        $isOurs = static fn (Event $event): bool => $event->data['invoice_no'] === $invoice->invoice_no;
        $events = iterator_to_array($this->saathix->events->list(['type' => 'invoice.created']));
        [$event] = array_values(array_filter($events, $isOurs));
        self::assertSame(400, $receiver->post('/', '{"id":"forged"}', []));
        self::assertStringContainsString('header_missing', $receiver->file('said'));

        $body = (string) json_encode($event->toArray());
        $signed = ['X-Billkart-Signature' => \SaathiX\Webhook::testHeader($body, (string) $webhook->secret)];
        self::assertSame(204, $receiver->post('/', $body, $signed));
        self::assertSame(1, substr_count($receiver->file('receiver.log'), $line), 'an event that came twice counts once');
    }
}
