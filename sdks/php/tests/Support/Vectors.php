<?php

declare(strict_types=1);

namespace SaathiX\Tests\Support;

/** The cases that all SDKs run: sdks/vectors. */
final class Vectors
{
    /** @return array<string, mixed> */
    public static function read(string $name): array
    {
        $text = file_get_contents(dirname(__DIR__, 3) . "/vectors/{$name}.json");

        return json_decode((string) $text, true, 64, JSON_THROW_ON_ERROR);
    }

    /** @return iterable<string, array{array<string, mixed>}> what a data provider of phpunit gives */
    public static function cases(string $name, string $list = 'cases'): iterable
    {
        foreach (self::read($name)[$list] as $number => $case) {
            yield "{$list} {$number}: " . ($case['why'] ?? $case['code'] ?? '') => [$case];
        }
    }
}
