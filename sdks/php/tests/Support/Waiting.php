<?php

declare(strict_types=1);

namespace SaathiX\Tests\Support;

use PHPUnit\Framework\Assert;

/** Waiting for what another process does. */
final class Waiting
{
    private const SECONDS = 20;

    /**
     * @param callable(): bool $isSo
     * @param callable(): string $said what helps when it did not come
     */
    public static function for(callable $isSo, string $what, callable $said): void
    {
        for ($end = microtime(true) + self::SECONDS; microtime(true) < $end; usleep(50_000)) {
            if ($isSo()) {
                return;
            }
        }
        Assert::fail("{$what} did not come. " . $said());
    }
}
