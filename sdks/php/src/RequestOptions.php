<?php

declare(strict_types=1);

namespace SaathiX;

/** What may differ for one request. */
final class RequestOptions
{
    /**
     * @param string|null $idempotencyKey Your own key; without one a new one is made for every write.
     * @param string|null $ifMatch The ETag that a change is based on.
     * @param float|null $timeout Seconds for one attempt.
     * @param int|null $maxRetries How often it is tried again.
     * @param string|null $apiVersion The version to be answered in; typed classes are of v1.4.
     * @param array<string, string> $headers Further headers.
     */
    public function __construct(
        public readonly ?string $idempotencyKey = null,
        public readonly ?string $ifMatch = null,
        public readonly ?float $timeout = null,
        public readonly ?int $maxRetries = null,
        public readonly ?string $apiVersion = null,
        public readonly array $headers = [],
    ) {
    }
}
