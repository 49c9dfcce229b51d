<?php

declare(strict_types=1);

namespace SaathiX\Http;

use SaathiX\Config;
use SaathiX\Error\InvalidInputError;
use SaathiX\Error\Problem;
use SaathiX\Error\SaathiXError;
use SaathiX\Json;
use SaathiX\Query;
use SaathiX\RequestOptions;

/** Builds requests and sends them until they succeed or it is of no use. */
final class Sender
{
    public const VERSION = '1.0.0';

    public function __construct(private readonly Config $config)
    {
    }

    /**
     * @param array<string, mixed> $query
     * @param array<array-key, mixed>|null $body
     * @param list<int> $alsoFine Statuses that are no error here, beside 2xx.
     *
     * @throws SaathiXError
     */
    public function send(
        string $method,
        string $path,
        array $query = [],
        ?array $body = null,
        ?RequestOptions $options = null,
        string $accept = 'application/json',
        array $alsoFine = [],
    ): Response {
        $options ??= new RequestOptions();
        $request = $this->build(strtoupper($method), $path, $query, $body, $options, $accept);
        $retries = $options->maxRetries ?? $this->config->maxRetries;
        for ($attempt = 0;; $attempt++) {
            try {
                return $this->attempt($request, $attempt, $alsoFine);
            } catch (SaathiXError $error) {
                $delay = $attempt < $retries ? Backoff::delay($error, $attempt) : null;
                if ($delay === null) {
                    throw $error;
                }
                $this->config->onRetry?->__invoke($request->withoutKey(), $error, $delay, $attempt + 1);
                ($this->config->sleep)($delay);
            }
        }
    }

    /** @param list<int> $alsoFine */
    private function attempt(Request $request, int $attempt, array $alsoFine): Response
    {
        $this->config->onRequest?->__invoke($request->withoutKey(), $attempt);
        $began = microtime(true);
        $response = $this->config->transport->send($request);
        $this->config->onResponse?->__invoke($request->withoutKey(), $response, microtime(true) - $began);
        $isFine = \in_array($response->status, $alsoFine, true) || ($response->status >= 200 && $response->status < 300)
            || ($response->status === 304 && $request->header('if-none-match') !== null);

        return $isFine ? $response : throw Problem::of($response);
    }

    /**
     * @param array<string, mixed> $query
     * @param array<array-key, mixed>|null $body
     */
    private function build(
        string $method,
        string $path,
        array $query,
        ?array $body,
        RequestOptions $options,
        string $accept,
    ): Request {
        if (!str_starts_with($path, '/')) {
            throw new InvalidInputError("The path begins with a slash; \"{$path}\" does not.");
        }
        $headers = [
            'authorization' => "Bearer {$this->config->apiKey}",
            'accept' => $accept,
            'api-version' => $options->apiVersion ?? $this->config->apiVersion,
            'user-agent' => self::agent(),
        ];
        if ($body !== null) {
            $headers['content-type'] = 'application/json';
        }
        if (!\in_array($method, ['GET', 'HEAD'], true)) {
            $headers['idempotency-key'] = $options->idempotencyKey ?? self::newKey();
        }
        if ($options->ifMatch !== null) {
            $headers['if-match'] = $options->ifMatch;
        }

        return new Request(
            $method,
            $this->config->baseUrl . $path . Query::string($query),
            self::clean([...$headers, ...array_change_key_case($options->headers)]),
            $body === null ? null : Json::encodeObject($body),
            $options->timeout ?? $this->config->timeout,
            $this->config->connectTimeout,
        );
    }

    /**
     * @param array<string, string> $headers
     *
     * @return array<string, string>
     */
    private static function clean(array $headers): array
    {
        foreach ($headers as $name => $value) {
            if (preg_match('/[\r\n\0]/', $name . $value) === 1) {
                throw new InvalidInputError("The header {$name} holds a line break.");
            }
        }

        return $headers;
    }

    /** A UUID of version 4. */
    private static function newKey(): string
    {
        $bytes = random_bytes(16);
        $bytes[6] = \chr(\ord($bytes[6]) & 0x0F | 0x40);
        $bytes[8] = \chr(\ord($bytes[8]) & 0x3F | 0x80);

        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
    }

    private static function agent(): string
    {
        static $agent = null;
        if ($agent === null) {
            $curl = \function_exists('curl_version') ? curl_version() : false;
            $agent = 'saathix-php/' . self::VERSION . ' PHP/' . \PHP_VERSION . ' curl/' . ($curl['version'] ?? '?');
        }

        return $agent;
    }
}
