<?php

declare(strict_types=1);

namespace SaathiX\Http;

use SaathiX\Json;

/** One answer as it came; header names are in lower case. */
final class Response
{
    /** @param array<string, string> $headers */
    public function __construct(
        public readonly string $method,
        public readonly string $url,
        public readonly int $status,
        public readonly array $headers,
        public readonly string $body,
    ) {
    }

    public function header(string $name): ?string
    {
        return $this->headers[strtolower($name)] ?? null;
    }

    /** The id of the request; tell it to support. */
    public function requestId(): ?string
    {
        return $this->header('request-id');
    }

    /** Give it to a change as `ifMatch`, and nobody's change is overwritten. */
    public function etag(): ?string
    {
        return $this->header('etag');
    }

    /** Whether this is the stored answer to a request that was made before with the same Idempotency-Key. */
    public function isReplayed(): bool
    {
        return strtolower($this->header('idempotent-replayed') ?? '') === 'true';
    }

    /** Seconds that the server asks to wait: a number, or an HTTP date; null when neither. */
    public function retryAfter(): ?int
    {
        $text = trim($this->header('retry-after') ?? '');
        if (preg_match('/^\d{1,9}$/D', $text) === 1) {
            return (int) $text;
        }
        $date = \DateTimeImmutable::createFromFormat('D, d M Y H:i:s \G\M\T', $text, new \DateTimeZone('UTC'));

        return $date === false ? null : max(0, $date->getTimestamp() - time());
    }

    /**
     * The body as an array; whole numbers are int, others Decimal.
     *
     * @return array<string, mixed>
     *
     * @throws \SaathiX\Error\NotAnAnswerError when it is no JSON object
     */
    public function json(): array
    {
        return Json::object($this);
    }
}
