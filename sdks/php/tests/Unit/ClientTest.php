<?php

declare(strict_types=1);

namespace SaathiX\Tests\Unit;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\ConfigurationError;
use SaathiX\Error\InvalidInputError;
use SaathiX\Error\SaathiXError;
use SaathiX\Http\Request;
use SaathiX\Http\Response;
use SaathiX\RequestOptions;
use SaathiX\SaathiX;
use SaathiX\Tests\Support\FakeTransport;

/** How a client is made, what its options and hooks do. */
final class ClientTest extends TestCase
{
    protected function tearDown(): void
    {
        putenv('SAATHIX_SECRET_KEY');
        putenv('SAATHIX_BASE_URL');
    }

    public function testKeyAndBaseUrlOfTheEnvironment(): void
    {
        putenv('SAATHIX_SECRET_KEY=sk_live_env');
        putenv('SAATHIX_BASE_URL=http://env.test/');
        $transport = new FakeTransport([[]]);
        (new SaathiX(transport: $transport))->request('GET', '/v1/x');
        self::assertSame('http://env.test/v1/x', $transport->requests[0]->url);
        self::assertSame('Bearer sk_live_env', $transport->requests[0]->header('Authorization'));
    }

    public function testTheUsualBaseUrl(): void
    {
        $transport = new FakeTransport([[]]);
        (new SaathiX('sk', transport: $transport))->request('get', '/healthz');
        self::assertSame(['GET', 'https://api.saathix.com/healthz'], [$transport->requests[0]->method, $transport->requests[0]->url]);
        self::assertSame([30.0, 3.0], [$transport->requests[0]->timeout, $transport->requests[0]->connectTimeout]);
    }

    /** @dataProvider wrong */
    public function testAWrongMakingIsSaidAtOnce(array $arguments, string $says): void
    {
        $this->expectException(ConfigurationError::class);
        $this->expectExceptionMessage($says);
        new SaathiX(...$arguments);
    }

    public static function wrong(): iterable
    {
        yield 'no key' => [[], 'SAATHIX_SECRET_KEY'];
        yield 'a line break' => [["sk_live_1\n"], 'line break'];
        yield 'a base URL without scheme' => [['sk', 'api.saathix.com'], 'https://api.saathix.com'];
        yield 'another scheme' => [['sk', 'file:///etc/passwd'], 'no base URL'];
        yield 'a time-out of 0' => [['apiKey' => 'sk', 'timeout' => 0.0], 'Time-outs'];
        yield 'negative retries' => [['apiKey' => 'sk', 'maxRetries' => -1], 'retries'];
    }

    public function testOptionsOfOneRequest(): void
    {
        $transport = new FakeTransport([[]]);
        $options = new RequestOptions('till-1-0001', '"etag"', 1.5, 0, 'v1.3', ['X-Till' => '1']);
        $transport->client()->request('PATCH', '/v1/products/p', body: ['rate' => 1], options: $options);
        $request = $transport->requests[0];
        $headers = array_map($request->header(...), ['Idempotency-Key', 'If-Match', 'API-Version', 'X-Till', 'Content-Type']);
        self::assertSame(['till-1-0001', '"etag"', 'v1.3', '1', 'application/json'], $headers);
        self::assertSame(1.5, $request->timeout);
    }

    public function testNoHeaderIsSmuggledIn(): void
    {
        $this->expectException(InvalidInputError::class);
        (new FakeTransport([]))->client()->request('POST', '/v1/x', options: new RequestOptions("a\r\nX-Evil: 1"));
    }

    public function testEveryWriteHasANewKey(): void
    {
        $transport = new FakeTransport([[], [], [], []]);
        foreach (['POST', 'POST', 'DELETE', 'GET'] as $method) {
            $transport->client()->request($method, '/v1/x');
        }
        $keys = array_map(static fn (Request $request) => $request->header('idempotency-key'), $transport->requests);
        self::assertCount(3, array_unique(array_filter($keys)));
        self::assertNull($keys[3]);
    }

    public function testHooksSeeEverythingButTheKey(): void
    {
        $seen = [];
        $transport = new FakeTransport([['connection' => 'refused'], ['body' => '{"id":"x"}']]);
        $client = $transport->client(
            onRequest: static function (Request $request, int $attempt) use (&$seen): void {
                $seen[] = ['request', $attempt, $request->header('authorization')];
            },
            onResponse: static function (Request $request, Response $response, float $seconds) use (&$seen): void {
                $seen[] = ['response', $response->status, $seconds >= 0];
            },
            onRetry: static function (Request $request, SaathiXError $error, float $delay, int $next) use (&$seen): void {
                $seen[] = ['retry', $error->getMessage(), $next];
            },
        );
        $client->request('GET', '/v1/x');
        $masked = 'Bearer ••••1234';
        self::assertSame(
            [['request', 0, $masked], ['retry', 'refused', 1], ['request', 1, $masked], ['response', 200, true]],
            $seen,
        );
    }

    public function testADumpDoesNotShowTheKey(): void
    {
        $client = (new FakeTransport([]))->client();
        self::assertStringNotContainsString('sk_test_sx_0000', print_r($client, true));
    }

    /** @dataProvider ids */
    public function testAnIdThatWouldAskForSomethingElseIsRefused(string $id): void
    {
        $this->expectException(InvalidInputError::class);
        (new FakeTransport([]))->client()->products->retrieve($id);
    }

    public static function ids(): iterable
    {
        return [[''], [' '], ['.'], ['..']];
    }

    public function testIdsAreEscaped(): void
    {
        $transport = new FakeTransport([['status' => 404, 'body' => '{"code":"not_found","title":"N","retryable":false}']]);
        try {
            $transport->client()->invoices->retrieve('INV/26?a#b ü');
        } catch (SaathiXError) {
        }
        self::assertSame('http://api.test/v1/invoices/INV%2F26%3Fa%23b%20%C3%BC', $transport->requests[0]->url);
    }

    public function test304IsAnAnswerToWhoAsksForIt(): void
    {
        $transport = new FakeTransport([['status' => 304, 'body' => '']]);
        $options = new RequestOptions(headers: ['If-None-Match' => '"e"']);
        self::assertSame(304, $transport->client()->request('GET', '/v1/products/p', options: $options)->status);
    }

    public function testAServerThatIsNotReadySaysSoAndThatIsNoError(): void
    {
        $transport = new FakeTransport([['status' => 503, 'body' => '{"status":"not_ready","checks":{"billing":"unavailable"}}']]);
        $ready = $transport->client()->system->ready();
        self::assertSame(['not_ready', ['billing' => 'unavailable']], [$ready->status, $ready->checks]);
    }

    public function testAPathBeginsWithASlash(): void
    {
        $this->expectException(InvalidInputError::class);
        (new FakeTransport([]))->client()->request('GET', '@evil.test/');
    }
}
