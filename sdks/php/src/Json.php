<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Error\InvalidInputError;
use SaathiX\Error\NotAnAnswerError;
use SaathiX\Http\Response;

/** Reads and writes JSON without making floats of numbers. */
final class Json
{
    private const MOST_DECIMALS = 3; // of a quantity; money has 2
    private const MAPS = ['metadata', 'headers']; // an empty array there is an empty object

    /**
     * The object in an answer; whole numbers are int, numbers with a fraction Decimal.
     *
     * @return array<string, mixed>
     *
     * @throws NotAnAnswerError
     */
    public static function object(Response $response): array
    {
        try {
            $read = self::decode($response->body);
        } catch (\JsonException|\ValueError $problem) {
            throw NotAnAnswerError::of($response, self::whatCame($response, $problem));
        }
        if (!\is_array($read) || ($read !== [] && array_is_list($read)) || ltrim($response->body)[0] === '[') {
            throw NotAnAnswerError::of($response, 'it is JSON, but no object. Is the base URL right?');
        }

        /** @var array<string, mixed> $read */
        return $read;
    }

    /** @throws \JsonException|\ValueError */
    public static function decode(string $json): mixed
    {
        $mark = "\u{F8FF}" . bin2hex(random_bytes(8)) . ':';
        $numbers = '/"(?:[^"\\\\]++|\\\\.)*+"(*SKIP)(*FAIL)|-?\d++\.\d++(?![eE\d])/s';
        $marked = preg_replace($numbers, '"' . $mark . '$0"', $json, -1, $count);
        if ($marked === null) {
            throw new \JsonException('The text is too deep or too long: ' . preg_last_error_msg());
        }
        $read = json_decode(trim($marked), true, 64, \JSON_THROW_ON_ERROR | \JSON_BIGINT_AS_STRING);

        return $count === 0 ? $read : self::unmark($read, $mark);
    }

    /** @param array<array-key, mixed> $body */
    public static function encodeObject(array $body): string
    {
        return $body === [] ? '{}' : self::encode($body);
    }

    /**
     * JSON as the API takes it: decimals as plain numbers, times as RFC 3339.
     *
     * @throws InvalidInputError
     */
    public static function encode(mixed $value): string
    {
        return match (true) {
            $value instanceof Decimal => (string) $value,
            $value instanceof \DateTimeInterface => '"' . self::time($value) . '"',
            $value instanceof \BackedEnum => self::encode($value->value),
            $value instanceof \JsonSerializable => self::encode($value->jsonSerialize()),
            $value instanceof \stdClass => self::pairs((array) $value),
            $value instanceof \Traversable => self::encode(iterator_to_array($value)),
            \is_array($value) => array_is_list($value) ? self::items($value) : self::pairs($value),
            \is_float($value) => self::number($value),
            \is_string($value), \is_int($value), \is_bool($value), $value === null => self::scalar($value),
            default => throw new InvalidInputError(get_debug_type($value) . ' cannot be sent as JSON.'),
        };
    }

    /** RFC 3339 in UTC, whole seconds. */
    public static function time(\DateTimeInterface $time): string
    {
        return gmdate('Y-m-d\TH:i:s\Z', $time->getTimestamp());
    }

    private static function unmark(mixed $value, string $mark): mixed
    {
        if (\is_array($value)) {
            foreach ($value as $key => $inner) {
                if (\is_array($inner) || \is_string($inner)) {
                    $value[$key] = self::unmark($inner, $mark);
                }
            }

            return $value;
        }

        return \is_string($value) && str_starts_with($value, $mark) ? Decimal::of(substr($value, \strlen($mark))) : $value;
    }

    private static function whatCame(Response $response, \Throwable $problem): string
    {
        $start = strtolower(substr(ltrim($response->body), 0, 15));
        $isHtml = str_contains($response->header('content-type') ?? '', 'html') || preg_match('/^<(!doctype|html)/', $start) === 1;

        return match (true) {
            $response->body === '' => 'its body is empty, JSON was expected. Is the base URL right, or does a proxy cut it off?',
            $isHtml => 'it is HTML, not JSON. Is the base URL right, or does a proxy or firewall answer in the API\'s place?',
            default => "its body is no whole JSON ({$problem->getMessage()}). Is it cut off by a proxy, or is the base URL wrong?",
        };
    }

    /** @param list<mixed> $items */
    private static function items(array $items): string
    {
        return '[' . implode(',', array_map(self::encode(...), $items)) . ']';
    }

    /** @param array<array-key, mixed> $pairs */
    private static function pairs(array $pairs): string
    {
        $written = [];
        foreach ($pairs as $name => $value) {
            $isMap = $value === [] && \in_array($name, self::MAPS, true);
            $written[] = self::scalar((string) $name) . ':' . ($isMap ? '{}' : self::encode($value));
        }

        return '{' . implode(',', $written) . '}';
    }

    private static function number(float $number): string
    {
        $text = is_finite($number) && abs($number) < 1e12 ? rtrim(rtrim(sprintf('%.3F', $number), '0'), '.') : '';
        if ($text === '' || (float) $text !== $number) {
            throw new InvalidInputError(
                'The float ' . var_export($number, true) . ' has more than ' . self::MOST_DECIMALS . ' decimals, so it was '
                . 'computed and may be off; compute with SaathiX\Decimal (or in paise) and send that.',
            );
        }

        return $text === '-0' ? '0' : $text;
    }

    private static function scalar(string|int|bool|null $value): string
    {
        try {
            return json_encode($value, \JSON_THROW_ON_ERROR | \JSON_UNESCAPED_UNICODE | \JSON_UNESCAPED_SLASHES);
        } catch (\JsonException) {
            throw new InvalidInputError('A text is not UTF-8 and cannot be sent as JSON.');
        }
    }
}
