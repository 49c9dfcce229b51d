<?php

declare(strict_types=1);

namespace SaathiX\Http;

/** One request as it goes out; header names are in lower case. */
final class Request
{
    /** @param array<string, string> $headers */
    public function __construct(
        public readonly string $method,
        public readonly string $url,
        public readonly array $headers,
        public readonly ?string $body,
        public readonly float $timeout,
        public readonly float $connectTimeout,
    ) {
    }

    public function header(string $name): ?string
    {
        return $this->headers[strtolower($name)] ?? null;
    }

    /** The same without its key: this is what hooks get. */
    public function withoutKey(): self
    {
        $headers = $this->headers;
        if (isset($headers['authorization'])) {
            $headers['authorization'] = 'Bearer ••••' . substr($headers['authorization'], -4);
        }

        return new self($this->method, $this->url, $headers, $this->body, $this->timeout, $this->connectTimeout);
    }
}
