<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Error\ConfigurationError;
use SaathiX\Http\Transport;

/** How a client was made; checked, so that a mistake is named here and not by the server. */
final class Config
{
    /** @var \Closure(float): void */
    public readonly \Closure $sleep;

    /**
     * @param \Closure(Http\Request, int): void|null $onRequest
     * @param \Closure(Http\Request, Http\Response, float): void|null $onResponse
     * @param \Closure(Http\Request, Error\SaathiXError, float, int): void|null $onRetry
     * @param \Closure(float): void|null $sleep
     */
    public function __construct(
        #[\SensitiveParameter] public readonly string $apiKey,
        public readonly string $baseUrl,
        public readonly float $timeout,
        public readonly float $connectTimeout,
        public readonly int $maxRetries,
        public readonly string $apiVersion,
        public readonly Transport $transport,
        public readonly ?\Closure $onRequest,
        public readonly ?\Closure $onResponse,
        public readonly ?\Closure $onRetry,
        ?\Closure $sleep,
    ) {
        $this->sleep = $sleep ?? static fn (float $seconds) => usleep((int) round($seconds * 1_000_000));
        if ($apiKey === '') {
            throw new ConfigurationError('There is no API key: give one, or set SAATHIX_SECRET_KEY (Settings → API).');
        }
        if (preg_match('/^[!-~]+$/D', $apiKey) !== 1) {
            throw new ConfigurationError('The API key holds a blank or a line break: was it copied whole and alone?');
        }
        if (preg_match('~^https?://[^/?#\s]+(/[^?#\s]*)?$~Di', $baseUrl) !== 1) {
            throw new ConfigurationError("\"{$baseUrl}\" is no base URL; it reads like https://api.saathix.com");
        }
        if ($timeout <= 0 || $connectTimeout <= 0 || $maxRetries < 0) {
            throw new ConfigurationError('Time-outs are above 0 seconds, and retries are 0 or more.');
        }
    }

    /** @return array<string, mixed> what a dump shows: not the key */
    public function __debugInfo(): array
    {
        return ['apiKey' => '••••' . substr($this->apiKey, -4), 'baseUrl' => $this->baseUrl, 'apiVersion' => $this->apiVersion];
    }
}
