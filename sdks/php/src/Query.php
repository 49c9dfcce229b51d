<?php

declare(strict_types=1);

namespace SaathiX;

/** Writes queries as the API reads them. */
final class Query
{
    /** @param array<string, mixed> $query */
    public static function string(array $query): string
    {
        $pairs = [];
        foreach ($query as $name => $value) {
            if (\is_array($value)) {
                $name = str_ends_with($name, '[]') ? $name : "{$name}[]";
            }
            foreach (\is_array($value) ? $value : [$value] as $one) {
                if ($one !== null) {
                    $pairs[] = rawurlencode($name) . '=' . rawurlencode(self::text($one));
                }
            }
        }

        return $pairs === [] ? '' : '?' . implode('&', $pairs);
    }

    private static function text(mixed $value): string
    {
        return match (true) {
            \is_bool($value) => $value ? 'true' : 'false',
            $value instanceof \DateTimeInterface => Json::time($value),
            \is_scalar($value), $value instanceof \Stringable => (string) $value,
            default => throw new Error\InvalidInputError('A query takes texts, numbers, booleans and times.'),
        };
    }
}
