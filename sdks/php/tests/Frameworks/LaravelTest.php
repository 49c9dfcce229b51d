<?php

declare(strict_types=1);

namespace SaathiX\Tests\Frameworks;

use PHPUnit\Framework\TestCase;
use SaathiX\Tests\Support\PhpServer;
use SaathiX\Webhook;

/** examples/laravel, run with Laravel's own router, container, cache, events and log. */
final class LaravelTest extends TestCase
{
    private const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
    private const BODY = '{"id":"evt_1","type":"invoice.created","api_version":"v1.4","created_at":"2026-06-28T10:14:22Z",'
        . '"livemode":true,"sequence":1,"data":{"invoice_no":"INV-1","grand_total":68.5}}';

    public function testADeliveryIsHeardOnceAndAForgedOneIsNot(): void
    {
        $server = new PhpServer(dirname(__DIR__) . '/Support/laravel_app.php', ['SAATHIX_WEBHOOK_SECRET' => self::SECRET]);
        $signed = ['X-Billkart-Signature' => Webhook::testHeader(self::BODY, self::SECRET)];
        $statuses = [
            $server->post('/hooks/saathix', self::BODY, $signed),
            $server->post('/hooks/saathix', self::BODY, $signed),
            $server->post('/hooks/saathix', (string) json_encode(json_decode(self::BODY), JSON_PRETTY_PRINT), $signed),
            $server->post('/hooks/saathix', self::BODY, []),
        ];
        self::assertSame([204, 204, 400, 400], $statuses, $server->file('said') . $server->file('app.log'));
        self::assertSame("saathix.invoice.created INV-1\n", $server->file('heard'));
        self::assertMatchesRegularExpression('/body_reserialised.*\n.*header_missing/', $server->file('app.log'));
    }
}
