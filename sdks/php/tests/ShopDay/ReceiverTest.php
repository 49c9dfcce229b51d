<?php

declare(strict_types=1);

namespace SaathiX\Tests\ShopDay;

use PHPUnit\Framework\TestCase;
use SaathiX\Model\Event;

/** The plain PHP receiver of examples/, with real deliveries of the running stack. */
final class ReceiverTest extends TestCase
{
    use Shop;

    public function testAWebhookIsReceivedAndVerified(): void
    {
        $folder = sys_get_temp_dir() . '/saathix-hooks-' . bin2hex(random_bytes(6));
        mkdir($folder);
        $port = self::freePort();
        $webhook = $this->saathix->webhooks->create(['url' => "http://127.0.0.1:{$port}/", 'events' => ['invoice.created']]);
        $environment = [
            'SAATHIX_WEBHOOK_SECRET' => "whsec_b2xk {$webhook->secret}",
            'SAATHIX_SEEN' => $folder,
            'SAATHIX_AUTOLOAD' => dirname(__DIR__) . '/bootstrap.php',
        ];
        $command = [PHP_BINARY, '-S', "127.0.0.1:{$port}", dirname(__DIR__, 2) . '/examples/receiver.php'];
        $receiver = proc_open($command, [1 => ['file', '/dev/null', 'w'], 2 => ['file', "{$folder}/said", 'w']], $pipes, null, $environment);
        self::assertIsResource($receiver);
        try {
            self::waitFor(static fn () => @fsockopen('127.0.0.1', $port) !== false, 'the receiver');
            $product = $this->product('HOOK', '68.50');
            $invoice = $this->saathix->invoices->create(['items' => [['sku' => $product->sku, 'qty' => 1]], 'payment' => ['mode' => 'upi']]);
            $line = "sold {$invoice->invoice_no} for {$invoice->grand_total}"; // sales of the other tests may come, too
            $log = static fn (): array => is_file("{$folder}/receiver.log") ? file("{$folder}/receiver.log", FILE_IGNORE_NEW_LINES) : [];
            self::waitFor(static fn () => \in_array($line, $log(), true), 'the delivery', "{$folder}/said");
            $isOurs = static fn (Event $event) => $event->data['invoice_no'] === $invoice->invoice_no;
            $events = iterator_to_array($this->saathix->events->list(['type' => 'invoice.created']));
            [$event] = array_values(array_filter($events, $isOurs));
            self::assertFileExists("{$folder}/{$event->id}");
            self::assertStringContainsString('400', self::post("http://127.0.0.1:{$port}/", '{"id":"forged"}'));
            self::assertStringContainsString('header_missing', (string) file_get_contents("{$folder}/said"));
        } finally {
            proc_terminate($receiver);
            proc_close($receiver);
            array_map(unlink(...), glob("{$folder}/*") ?: []);
            rmdir($folder);
        }
    }

    private static function waitFor(callable $isSo, string $what, ?string $log = null): void
    {
        for ($end = microtime(true) + 20; microtime(true) < $end; usleep(50_000)) {
            if ($isSo()) {
                return;
            }
        }
        self::fail("{$what} did not come. " . ($log === null ? '' : (string) file_get_contents($log)));
    }

    private static function post(string $url, string $body): string
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST', 'content' => $body, 'header' => 'Content-Type: application/json', 'ignore_errors' => true,
        ]]);
        file_get_contents($url, false, $context);

        return $http_response_header[0];
    }

    private static function freePort(): int
    {
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        $port = (int) preg_replace('/.*:/', '', (string) stream_socket_get_name($listener, false));
        fclose($listener);

        return $port;
    }
}
