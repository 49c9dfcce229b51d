<?php

declare(strict_types=1);

namespace SaathiX\Http;

use SaathiX\Error\ApiConnectionError;
use SaathiX\Error\ApiError;
use SaathiX\Error\NotAnAnswerError;
use SaathiX\Error\SaathiXError;

/** What is tried again, and how long is waited before. */
final class Backoff
{
    private const FIRST_SECONDS = 0.5;
    private const MOST_SECONDS = 8.0;
    private const MOST_ASKED_SECONDS = 60;

    /** Seconds to wait before the next attempt, or null when another one is of no use. `$attempt` counts from 0. */
    public static function delay(SaathiXError $error, int $attempt): ?float
    {
        if (!self::isPassing($error)) {
            return null;
        }
        $jitter = random_int(0, 1_000_000) / 1_000_000;
        $asked = self::asked($error);
        if ($asked !== null) {
            return $asked > self::MOST_ASKED_SECONDS ? null : $asked * (1 + $jitter / 4);
        }

        return min(self::MOST_SECONDS, self::FIRST_SECONDS * 2 ** min($attempt, 10) * (0.75 + $jitter / 2));
    }

    private static function isPassing(SaathiXError $error): bool
    {
        return match (true) {
            $error instanceof ApiConnectionError => true,
            $error instanceof NotAnAnswerError => $error->isPassing(),
            $error instanceof ApiError => $error->status === 429
                || ($error->status === 409 && $error->errorCode === 'idempotency_key_in_use')
                || ($error->status >= 500 && $error->retryable),
            default => false,
        };
    }

    private static function asked(SaathiXError $error): ?int
    {
        return match (true) {
            $error instanceof ApiError => $error->retryAfter,
            $error instanceof NotAnAnswerError => $error->response->retryAfter(),
            default => null,
        };
    }
}
