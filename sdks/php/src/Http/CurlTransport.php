<?php

declare(strict_types=1);

namespace SaathiX\Http;

use SaathiX\Error\ApiConnectionError;
use SaathiX\Error\ApiTimeoutError;
use SaathiX\Error\ConfigurationError;

/** One curl handle for all requests, so its connections stay open between them. Redirects are never followed. */
final class CurlTransport implements Transport
{
    private ?\CurlHandle $handle = null;

    public function send(Request $request): Response
    {
        $handle = $this->handle ??= $this->open();
        curl_reset($handle); // the options go, the connections stay
        $headers = [];
        $isWhole = false;
        curl_setopt_array($handle, $this->options($request) + [
            \CURLOPT_HEADERFUNCTION => static function ($handle, string $line) use (&$headers, &$isWhole): int {
                $isWhole = trim($line) === '' || ($isWhole && !str_starts_with($line, 'HTTP/')); // an empty line ends them
                self::remember($line, $headers);

                return \strlen($line);
            },
        ]);
        $body = curl_exec($handle);
        if (!\is_string($body) || !$isWhole) { // curl takes headers that break off for an answer
            throw $this->failure($handle, $request);
        }

        return new Response($request->method, $request->url, curl_getinfo($handle, \CURLINFO_RESPONSE_CODE), $headers, $body);
    }

    /** How many connections the last request had to open: 0 when it went over one that was open. */
    public function connectionsOpenedLast(): int
    {
        return $this->handle === null ? 0 : curl_getinfo($this->handle, \CURLINFO_NUM_CONNECTS);
    }

    /** @return array<int, mixed> */
    private function options(Request $request): array
    {
        $lines = ['Expect:']; // never wait for "100 Continue"
        foreach ($request->headers as $name => $value) {
            $lines[] = "{$name}: {$value}";
        }
        $options = [
            \CURLOPT_URL => $request->url,
            \CURLOPT_CUSTOMREQUEST => $request->method,
            \CURLOPT_HTTPHEADER => $lines,
            \CURLOPT_RETURNTRANSFER => true,
            \CURLOPT_FOLLOWLOCATION => false,
            \CURLOPT_PROTOCOLS => \CURLPROTO_HTTP | \CURLPROTO_HTTPS,
            \CURLOPT_CONNECTTIMEOUT_MS => max(1, (int) ceil($request->connectTimeout * 1000)),
            \CURLOPT_TIMEOUT_MS => max(1, (int) ceil($request->timeout * 1000)),
            \CURLOPT_NOSIGNAL => true,
            \CURLOPT_ENCODING => '', // whatever this curl can unpack
            \CURLOPT_TCP_NODELAY => true,
        ];
        if ($request->method === 'HEAD') {
            $options[\CURLOPT_NOBODY] = true;
        }

        return $request->body === null ? $options : $options + [\CURLOPT_POSTFIELDS => $request->body];
    }

    /** @param array<string, string> $headers */
    private static function remember(string $line, array &$headers): void
    {
        if (str_starts_with($line, 'HTTP/')) {
            $headers = []; // an interim answer came before
        } elseif (str_contains($line, ':')) {
            [$name, $value] = explode(':', $line, 2);
            $name = strtolower(trim($name));
            $headers[$name] = isset($headers[$name]) ? $headers[$name] . ', ' . trim($value) : trim($value);
        }
    }

    private function failure(\CurlHandle $handle, Request $request): ApiConnectionError
    {
        $number = curl_errno($handle);
        $said = curl_error($handle) !== '' ? curl_error($handle) : (string) curl_strerror($number);
        $said = $number === 0 ? 'the answer broke off in its headers' : $said;
        $what = "{$request->method} {$request->url}";
        if ($number === \CURLE_OPERATION_TIMEDOUT) {
            return new ApiTimeoutError(
                "{$what} got no whole answer in time ({$said}). A write may have been done all the same: send it again with "
                . "its Idempotency-Key ({$this->keyOf($request)}) and it is not done twice.",
                $number,
            );
        }
        $advice = match ($number) {
            \CURLE_COULDNT_RESOLVE_HOST => 'The name is not known: is the base URL spelled right?',
            \CURLE_COULDNT_CONNECT => 'Nobody answers there: is the base URL right, and is the server up?',
            \CURLE_SSL_CONNECT_ERROR, \CURLE_SSL_CACERT, \CURLE_SSL_CERTPROBLEM, \CURLE_SSL_PEER_CERTIFICATE =>
                'TLS failed: is it https there, and are the certificates of this machine up to date?',
            default => "The connection broke; a write may have been done all the same. Its key: {$this->keyOf($request)}.",
        };

        return new ApiConnectionError("{$what} could not be done: {$said}. {$advice}", $number);
    }

    private function keyOf(Request $request): string
    {
        return $request->header('idempotency-key') ?? 'none';
    }

    private function open(): \CurlHandle
    {
        $handle = curl_init();
        if ($handle === false) {
            throw new ConfigurationError('curl cannot be started; is ext-curl whole?');
        }

        return $handle;
    }
}
