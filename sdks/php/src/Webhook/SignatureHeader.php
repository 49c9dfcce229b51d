<?php

declare(strict_types=1);

namespace SaathiX\Webhook;

use SaathiX\Error\SignatureError;

/** What X-Billkart-Signature says: when it was signed, and the marks of which one must match. */
final class SignatureHeader
{
    public const NAME = 'X-Billkart-Signature';
    private const LATEST = 253_402_300_799; // the year 9999 in Unix time
    private const EXPECTED = self::NAME . ' is t=<unix time>,v1=<64 hex digits>; here ';

    /** @param non-empty-list<string> $marks */
    private function __construct(public readonly int $timestamp, private readonly array $marks)
    {
    }

    /**
     * @param string|array<array-key, mixed> $headers The header's value, or all headers: a map, `$_SERVER`, or PSR-7's lists.
     *
     * @throws SignatureError
     */
    public static function read(string|array $headers): self
    {
        $text = \is_string($headers) ? $headers : self::find($headers);
        if (trim($text) === '') {
            throw self::refusal('header_missing', 'There is no ' . self::NAME . '. Does a proxy or framework drop it?');
        }
        $times = $marks = [];
        foreach (explode(',', $text) as $part) {
            [$name, $value] = explode('=', trim($part), 2) + [1 => ''];
            if ($name === 't') {
                $times[] = $value;
            } elseif ($name === 'v1') {
                $marks[] = $value;
            }
        }
        if (\count($times) !== 1 || preg_match('/^\d{1,12}$/D', $times[0]) !== 1 || (int) $times[0] > self::LATEST) {
            throw self::refusal('header_malformed', self::EXPECTED . 'the time is missing, doubled or no number.');
        }
        if ($marks === [] || preg_grep('/^[0-9a-fA-F]{64}$/D', $marks, \PREG_GREP_INVERT) !== []) {
            throw self::refusal('header_malformed', self::EXPECTED . 'v1 is missing, cut off or not hexadecimal.');
        }

        return new self((int) $times[0], array_map('strtolower', $marks));
    }

    /** The value for a body: `t=…,v1=…`, one v1 for each secret. */
    public static function write(string $body, int $timestamp, string ...$secrets): string
    {
        $marks = array_map(static fn (string $secret): string => ',v1=' . self::mark($body, $timestamp, $secret), $secrets);

        return "t={$timestamp}" . implode('', $marks);
    }

    /** Whether the holder of the secret signed this body; takes the same time for every wrong mark. */
    public function matches(string $body, string $secret): bool
    {
        $expected = self::mark($body, $this->timestamp, $secret);
        $isSame = false;
        foreach ($this->marks as $mark) {
            $isSame = hash_equals($expected, $mark) || $isSame;
        }

        return $isSame;
    }

    private static function mark(string $body, int $timestamp, string $secret): string
    {
        return hash_hmac('sha256', "{$timestamp}.{$body}", $secret);
    }

    /** @param array<array-key, mixed> $headers */
    private static function find(array $headers): string
    {
        foreach ($headers as $name => $value) {
            $plain = strtolower(str_replace('_', '-', (string) $name));
            if ($plain === 'x-billkart-signature' || $plain === 'http-x-billkart-signature') {
                $value = \is_array($value) ? reset($value) : $value;

                return \is_string($value) ? $value : '';
            }
        }

        return '';
    }

    private static function refusal(string $code, string $detail): SignatureError
    {
        return new SignatureError([new Finding($code, $detail)]);
    }
}
