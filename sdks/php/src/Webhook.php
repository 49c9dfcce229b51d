<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Error\ConfigurationError;
use SaathiX\Error\SignatureError;
use SaathiX\Model\Event;
use SaathiX\Webhook\Doctor;
use SaathiX\Webhook\Finding;
use SaathiX\Webhook\SignatureHeader;

/** Receiving webhooks: is it from SaathiX, is it fresh, and what does it say. */
final class Webhook
{
    public const TOLERANCE_SECONDS = 300;

    /**
     * Verify a delivery and read its event.
     *
     * @param mixed $body The raw body, byte for byte: `file_get_contents('php://input')`. Anything decoded is refused with
     *                    an explanation.
     * @param string|array<array-key, mixed> $headers X-Billkart-Signature, or all headers (`$_SERVER` too).
     * @param string|list<string> $secrets The endpoint's secret; several while one is rotated or for several endpoints.
     * @param int $tolerance Seconds that it may be old, or ahead.
     * @param int|null $now Unix time; absent: the clock.
     *
     * @throws SignatureError which says what is wrong; answer 400
     */
    public static function verify(
        mixed $body,
        string|array $headers,
        #[\SensitiveParameter] string|array $secrets,
        int $tolerance = self::TOLERANCE_SECONDS,
        ?int $now = null,
    ): Event {
        self::check($body, $headers, $secrets, $tolerance, $now);
        \assert(\is_string($body));
        try {
            $event = Json::decode($body);
            if (!\is_array($event)) {
                throw new \JsonException('it is no object');
            }

            /** @var array<string, mixed> $event */
            return Event::from($event);
        } catch (\JsonException|\ValueError|UnexpectedField $problem) {
            $detail = "The signature is right, but the body is no event: {$problem->getMessage()}";
            throw new SignatureError([new Finding('not_an_event', $detail)]);
        }
    }

    /**
     * The same without reading the event.
     *
     * @param string|array<array-key, mixed> $headers
     * @param string|list<string> $secrets
     *
     * @throws SignatureError
     */
    public static function check(
        mixed $body,
        string|array $headers,
        #[\SensitiveParameter] string|array $secrets,
        int $tolerance = self::TOLERANCE_SECONDS,
        ?int $now = null,
    ): void {
        $findings = self::doctor($body, $headers, $secrets, $tolerance, $now);
        if ($findings !== []) {
            throw new SignatureError($findings);
        }
    }

    /**
     * Say what is wrong with a delivery, without throwing.
     *
     * @param string|array<array-key, mixed> $headers
     * @param string|list<string> $secrets
     *
     * @return list<Finding> nothing when it is verified
     */
    public static function doctor(
        mixed $body,
        string|array $headers,
        #[\SensitiveParameter] string|array $secrets,
        int $tolerance = self::TOLERANCE_SECONDS,
        ?int $now = null,
    ): array {
        return Doctor::examine($body, $headers, self::secrets($secrets), $now ?? time(), $tolerance);
    }

    /**
     * A header for your own tests, signed as SaathiX signs.
     *
     * @param string|list<string> $secrets
     */
    public static function testHeader(string $body, string|array $secrets, ?int $timestamp = null): string
    {
        return SignatureHeader::write($body, $timestamp ?? time(), ...self::secrets($secrets));
    }

    /**
     * @param string|list<string> $secrets
     *
     * @return non-empty-list<string>
     */
    private static function secrets(string|array $secrets): array
    {
        $given = array_values(array_filter((array) $secrets, static fn (string $secret): bool => trim($secret) !== ''));

        return $given !== [] ? $given : throw new ConfigurationError(
            'There is no webhook secret. It is shown once, when the webhook is registered or its secret rotated (whsec_…).',
        );
    }
}
