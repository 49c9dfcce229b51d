<?php

declare(strict_types=1);

namespace SaathiX\Tests\Unit;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\ConfigurationError;
use SaathiX\Error\SignatureError;
use SaathiX\Webhook;

/** Verification, and why it fails. */
final class WebhookTest extends TestCase
{
    private const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
    private const OTHER = 'whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=';
    private const BODY = '{"id":"evt_1","type":"invoice.created","api_version":"v1.4","created_at":"2026-06-28T10:14:22Z",'
        . '"livemode":true,"sequence":4217,"data":{"invoice_no":"INV-1","grand_total":68.5,"customer_phone":"+91••••43210"}}';

    public function testAnEventIsVerifiedAndRead(): void
    {
        $event = Webhook::verify(self::BODY, Webhook::testHeader(self::BODY, self::SECRET), self::SECRET);
        self::assertSame(['evt_1', 'invoice.created', 4217, true], [$event->id, $event->type, $event->sequence, $event->livemode]);
        self::assertSame('2026-06-28T10:14:22+00:00', $event->created_at->format(DATE_RFC3339));
        self::assertSame(['INV-1', '68.5'], [$event->data['invoice_no'], (string) $event->data['grand_total']]);
    }

    public function testAnyOfSeveralSecretsWill(): void
    {
        $header = Webhook::testHeader(self::BODY, self::SECRET);
        self::assertSame('evt_1', Webhook::verify(self::BODY, $header, [self::OTHER, self::SECRET])->id);
        $both = Webhook::testHeader(self::BODY, [self::OTHER, self::SECRET]);
        self::assertSame('evt_1', Webhook::verify(self::BODY, $both, [self::SECRET])->id);
        self::assertSame('evt_1', Webhook::verify(self::BODY, $both, [self::OTHER])->id);
    }

    /** @dataProvider headers */
    public function testHeadersInEveryForm(string $name, bool $asList): void
    {
        $header = Webhook::testHeader(self::BODY, self::SECRET);
        self::assertSame('evt_1', Webhook::verify(self::BODY, ['Host' => 'x', $name => $asList ? [$header] : $header], self::SECRET)->id);
    }

    public static function headers(): iterable
    {
        yield 'as sent' => ['X-Billkart-Signature', false];
        yield 'PSR-7 and Laravel' => ['x-billkart-signature', true];
        yield '$_SERVER' => ['HTTP_X_BILLKART_SIGNATURE', false];
    }

    public function testADecodedBodyIsRefusedLoudly(): void
    {
        foreach ([json_decode(self::BODY, true), json_decode(self::BODY), null, 5] as $decoded) {
            try {
                Webhook::verify($decoded, Webhook::testHeader(self::BODY, self::SECRET), self::SECRET);
                self::fail('taken');
            } catch (SignatureError $error) {
                self::assertSame('body_parsed', $error->findings[0]->code);
                self::assertStringContainsString("file_get_contents('php://input')", $error->getMessage());
                self::assertStringContainsString('getContent()', $error->getMessage());
            }
        }
    }

    /** @dataProvider mistakes */
    public function testTheDoctorNamesTheMistake(string $code, string $says, string $body, string $header, string $secret): void
    {
        $findings = Webhook::doctor($body, $header, $secret);
        self::assertCount(1, $findings);
        self::assertSame($code, $findings[0]->code);
        self::assertStringContainsString($says, $findings[0]->detail);
    }

    public static function mistakes(): iterable
    {
        $header = Webhook::testHeader(self::BODY, self::SECRET);
        $again = (string) json_encode(json_decode(self::BODY), JSON_PRETTY_PRINT);
        yield 'none' => ['header_missing', 'proxy', self::BODY, '', self::SECRET];
        yield 'malformed' => ['header_malformed', '64 hex', self::BODY, 't=1,v1=xx', self::SECRET];
        yield 're-serialised' => ['body_reserialised', 'php://input', $again, $header, self::SECRET];
        yield 'a line break added' => ['body_altered', 'line break', self::BODY . "\n", $header, self::SECRET];
        yield 'a blank around the secret' => ['wrong_secret', 'strip it', self::BODY, $header, self::SECRET . "\n"];
        yield 'the prefix cut' => ['wrong_secret', 'whsec_', self::BODY, $header, substr(self::SECRET, 6)];
        yield 'quotes' => ['wrong_secret', 'quotes', self::BODY, $header, '"' . self::SECRET . '"'];
        yield 'another secret' => ['signature_unknown', 'another webhook', self::BODY, $header, self::OTHER];
        yield 'cut off' => ['signature_unknown', 'cut off', substr(self::BODY, 0, -9), $header, self::SECRET];
        yield 'an old one' => ['clock_off', 'off by 90', self::BODY, Webhook::testHeader(self::BODY, self::SECRET, time() - 900), self::SECRET];
        yield 'ahead' => ['clock_off', 'in the future', self::BODY, Webhook::testHeader(self::BODY, self::SECRET, time() + 900), self::SECRET];
    }

    public function testTheTolerance(): void
    {
        $header = Webhook::testHeader(self::BODY, self::SECRET, 1_000_000);
        self::assertSame([], Webhook::doctor(self::BODY, $header, self::SECRET, 10, 1_000_010));
        self::assertSame('clock_off', Webhook::doctor(self::BODY, $header, self::SECRET, 10, 1_000_011)[0]->code);
        self::assertSame('clock_off', Webhook::doctor(self::BODY, $header, self::SECRET, 10, 999_989)[0]->code);
    }

    public function testSignedButNoEvent(): void
    {
        foreach (['[1]', '{', 'x', '{"id":"evt_1"}', '3'] as $body) {
            try {
                Webhook::verify($body, Webhook::testHeader($body, self::SECRET), self::SECRET);
                self::fail('taken');
            } catch (SignatureError $error) {
                self::assertSame('not_an_event', $error->findings[0]->code);
            }
        }
    }

    /** @dataProvider noSecrets */
    public function testNoSecretIsSaid(string|array $secrets): void
    {
        $this->expectException(ConfigurationError::class);
        $this->expectExceptionMessage('whsec_');
        Webhook::verify(self::BODY, 't=1,v1=' . str_repeat('0', 64), $secrets);
    }

    public static function noSecrets(): iterable
    {
        return [[''], [[]], [['', ' ']]];
    }
}
