<?php

declare(strict_types=1);

namespace SaathiX\Tests\Support;

use SaathiX\Error\ApiConnectionError;
use SaathiX\Error\ApiTimeoutError;
use SaathiX\Http\Request;
use SaathiX\Http\Response;
use SaathiX\Http\Transport;
use SaathiX\SaathiX;

/** Answers from a list, and remembers what was asked. */
final class FakeTransport implements Transport
{
    /** @var list<Request> */
    public array $requests = [];

    /** @var list<float> */
    public array $delays = [];

    /** @param list<array<string, mixed>> $answers as sdks/vectors/retries.json writes them */
    public function __construct(private array $answers)
    {
    }

    public function send(Request $request): Response
    {
        $this->requests[] = $request;
        $answer = array_shift($this->answers) ?? throw new \LogicException("not expected: {$request->method} {$request->url}");
        match ($answer['connection'] ?? null) {
            null => null,
            'timeout' => throw new ApiTimeoutError('timed out'),
            default => throw new ApiConnectionError($answer['connection']),
        };
        $headers = array_change_key_case($answer['headers'] ?? ['content-type' => 'application/json']);

        return new Response($request->method, $request->url, $answer['status'] ?? 200, $headers, $answer['body'] ?? '{}');
    }

    public function isUsedUp(): bool
    {
        return $this->answers === [];
    }

    /** A client that goes through here and does not really wait. */
    public function client(int $maxRetries = 2, ?\Closure $onRequest = null, ?\Closure $onResponse = null, ?\Closure $onRetry = null): SaathiX
    {
        return new SaathiX(
            'sk_test_sx_000000000000000000000000000000001234',
            'http://api.test',
            maxRetries: $maxRetries,
            transport: $this,
            onRequest: $onRequest,
            onResponse: $onResponse,
            onRetry: $onRetry,
            sleep: function (float $seconds): void {
                $this->delays[] = $seconds;
            },
        );
    }

    /** @return array<string, string> the query of a request, decoded as a server does */
    public function query(int $number): array
    {
        $pairs = [];
        foreach (explode('&', (string) parse_url($this->requests[$number]->url, PHP_URL_QUERY)) as $pair) {
            if ($pair !== '') {
                [$name, $value] = explode('=', $pair, 2);
                $pairs[urldecode($name)] = urldecode($value);
            }
        }

        return $pairs;
    }
}
