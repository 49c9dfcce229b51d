<?php

declare(strict_types=1);

namespace SaathiX\Tests\Servers;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\ApiConnectionError;
use SaathiX\Error\ApiTimeoutError;
use SaathiX\Error\NotAnAnswerError;
use SaathiX\Error\SaathiXError;
use SaathiX\SaathiX;
use SaathiX\Tests\Support\RawServer;

/** Real sockets that misbehave: each is a typed error with a sentence that helps. */
final class BadServersTest extends TestCase
{
    public static function answers(): iterable
    {
        $json = RawServer::says(200, '{"id":"inv_1"}');
        yield 'nobody speaks HTTP' => ["220 mail.example ESMTP\r\n", 'close', ApiConnectionError::class, 'inv'];
        yield 'no answer at all' => ['', 'close', ApiConnectionError::class, 'could not be done'];
        yield 'closed in the first line' => ['HTTP/1.1 20', 'close', ApiConnectionError::class, ''];
        yield 'closed in the headers' => ["HTTP/1.1 200 OK\r\nContent-Le", 'close', ApiConnectionError::class, 'in its headers'];
        yield 'closed between headers' => ["HTTP/1.1 200 OK\r\nA: b\r\n", 'close', ApiConnectionError::class, 'in its headers'];
        yield 'chunks without an end' => ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n", 'close', ApiConnectionError::class, 'broke'];
        yield 'fewer bytes than promised' => [substr($json, 0, -5), 'close', ApiConnectionError::class, 'broke'];
        yield 'no end of the answer' => [substr($json, 0, -5), 'hang', ApiTimeoutError::class, 'in time'];
        yield 'silence' => ['', 'hang', ApiTimeoutError::class, 'in time'];
        yield 'HTML' => [RawServer::says(200, '<!doctype html><p>Hi', 'text/html'), 'close', NotAnAnswerError::class, 'base URL'];
        yield 'truncated JSON of the right length' => [RawServer::says(200, '{"id":"inv'), 'close', NotAnAnswerError::class, 'JSON'];
        yield 'broken UTF-8' => [RawServer::says(200, "{\"id\":\"\xff\"}"), 'close', NotAnAnswerError::class, 'UTF-8'];
        yield 'another object' => [RawServer::says(200, '{"hello":"world"}'), 'close', NotAnAnswerError::class, '"id" of an invoice is missing'];
        yield 'a redirect' => [RawServer::says(302, '', 'text/html', 'Location: http://127.0.0.1:9/'), 'close', NotAnAnswerError::class, 'http://127.0.0.1:9/'];
        yield 'a page that is no page' => [RawServer::says(200, '{"data":{}}'), 'close', NotAnAnswerError::class, ''];
    }

    /** @dataProvider answers */
    public function testATypedErrorWithASentence(string $raw, string $then, string $class, string $says): void
    {
        $server = new RawServer([[$raw, $then]]);
        try {
            $server->client(timeout: $then === 'hang' ? 0.3 : 5.0)->invoices->retrieve('inv_1');
            self::fail('no error');
        } catch (SaathiXError $error) {
            self::assertInstanceOf($class, $error);
            self::assertStringContainsString($says, $error->getMessage());
            self::assertStringContainsString('/v1/invoices/inv_1', $error->getMessage());
        }
    }

    public function testNobodyListens(): void
    {
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        $address = (string) stream_socket_get_name($listener, false);
        fclose($listener);
        $this->expectException(ApiConnectionError::class);
        $this->expectExceptionMessage('is the base URL right, and is the server up?');
        (new SaathiX('sk_test_1', "http://{$address}", maxRetries: 0))->products->list();
    }

    public function testANameThatIsNotKnown(): void
    {
        $this->expectException(ApiConnectionError::class);
        (new SaathiX('sk_test_1', 'http://nowhere.invalid', maxRetries: 0))->products->list();
    }

    public function testARedirectIsNotFollowedAndTheKeyStaysHome(): void
    {
        $other = new RawServer([[RawServer::says(200, '{}')]]);
        $server = new RawServer([[RawServer::says(307, '', 'text/html', "Location: {$other->url}/")]]);
        try {
            $server->client()->request('POST', '/v1/invoices', body: []);
            self::fail('no error');
        } catch (NotAnAnswerError $error) {
            self::assertSame(307, $error->status);
        }
        self::assertSame([], $other->requests());
    }

    public function testACutConnectionIsTriedAgainWithTheSameKey(): void
    {
        $server = new RawServer([[''], [RawServer::says(503, '<html>', 'text/html')], [RawServer::says(200, '{"done":1}')]]);
        self::assertSame(['done' => 1], $server->client(maxRetries: 2)->request('POST', '/v1/x', body: ['a' => 1])->json());
        $keys = [];
        foreach ($server->requests() as [, $request]) {
            self::assertStringEndsWith("\r\n\r\n{\"a\":1}", $request);
            self::assertSame(1, preg_match('/^idempotency-key: (\S+)\r$/mi', $request, $found));
            $keys[] = $found[1];
        }
        self::assertCount(3, $keys);
        self::assertCount(1, array_unique($keys));
    }

    public function testAKeepAliveConnectionThatTheServerClosedIsNoError(): void
    {
        $fine = RawServer::says(200, '{}');
        $server = new RawServer([[$fine, 'keep'], [$fine, 'close'], [$fine, 'keep']]);
        $client = $server->client();
        for ($times = 0; $times < 3; $times++) {
            $client->request('GET', '/v1/x');
            usleep(50_000);
        }
        self::assertSame([1, 1, 2], array_column($server->requests(), 0));
    }

    public function testOneConnectionForAllRequests(): void
    {
        $fine = RawServer::says(200, '{}');
        $server = new RawServer(array_fill(0, 20, [$fine, 'keep']));
        $client = $server->client();
        for ($times = 0; $times < 20; $times++) {
            $times % 2 === 0 ? $client->request('GET', '/v1/x') : $client->request('POST', '/v1/x', body: ['n' => $times]);
        }
        self::assertSame(array_fill(0, 20, 1), array_column($server->requests(), 0));
    }

    public function testABodyOfOneRequestDoesNotStickToTheNext(): void
    {
        $fine = RawServer::says(200, '{}');
        $server = new RawServer([[$fine, 'keep'], [$fine, 'keep']]);
        $client = $server->client();
        $client->request('PATCH', '/v1/x', body: ['big' => str_repeat('x', 5000)]);
        $client->request('GET', '/v1/x', ['q' => 'a b']);
        [, $get] = $server->requests()[1];
        self::assertStringStartsWith("GET /v1/x?q=a%20b HTTP/1.1\r\n", $get);
        self::assertStringEndsWith("\r\n\r\n", $get);
        self::assertStringNotContainsStringIgnoringCase('content-type', $get);
    }

    public function testAnInterimAnswerAndTrailersAreNoHarm(): void
    {
        $chunked = "Transfer-Encoding: chunked\r\nTrailer: X-End\r\nA: b\r\n\r\n7\r\n{\"a\":1}\r\n0\r\nX-End: 1\r\n\r\n";
        $server = new RawServer([["HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n{$chunked}"]]);
        $answer = $server->client()->request('GET', '/v1/x');
        self::assertSame([['a' => 1], 'b', null], [$answer->json(), $answer->header('A'), $answer->header('Link')]);
    }

    public function testHeadersThatBreakOffAfterAnInterimAnswer(): void
    {
        $server = new RawServer([["HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n"]]);
        $this->expectException(ApiConnectionError::class);
        $server->client()->request('GET', '/v1/x');
    }

    public function testWhatEveryRequestSays(): void
    {
        $server = new RawServer([[RawServer::says(200, '{}')]]);
        $server->client()->request('POST', '/v1/x', body: ['metadata' => []]);
        [, $request] = $server->requests()[0];
        self::assertStringContainsString("authorization: Bearer sk_test_sx_", $request);
        self::assertStringContainsString("api-version: v1.4\r\n", $request);
        self::assertMatchesRegularExpression('~user-agent: saathix-php/\d+\.\d+\.\d+ PHP/8\.\d+\.\S+ curl/\S+\r\n~', $request);
        self::assertStringEndsWith('{"metadata":{}}', $request);
    }
}
