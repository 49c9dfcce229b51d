<?php

declare(strict_types=1);

namespace SaathiX\Webhook;

use SaathiX\Error\SignatureError;

/** Why a delivery is not verified, as far as that can be seen on this machine; `webhooks->diagnose()` asks the API. */
final class Doctor
{
    /**
     * @param mixed $body What the receiver takes for the raw body.
     * @param string|array<array-key, mixed> $headers
     * @param list<string> $secrets
     *
     * @return list<Finding> nothing when it is verified
     */
    public static function examine(mixed $body, string|array $headers, array $secrets, int $now, int $tolerance): array
    {
        $findings = \is_string($body) ? [] : [self::parsed($body)];
        try {
            $signature = SignatureHeader::read($headers);
        } catch (SignatureError $error) {
            return [...$findings, ...$error->findings];
        }
        if (\is_string($body)) {
            $findings = self::aboutSignature($signature, $body, $secrets);
        }
        $off = $now - $signature->timestamp;
        if (abs($off) > $tolerance) {
            $side = $off > 0 ? "{$off} s ago" : -$off . ' s in the future';
            $findings[] = new Finding(
                'clock_off',
                "By this machine's clock it was signed {$side}, at most {$tolerance} s are accepted: the clock is off by "
                . abs($off) . ' s, or the delivery is an old one that was kept or replayed.',
            );
        }

        return $findings;
    }

    /**
     * @param list<string> $secrets
     *
     * @return list<Finding>
     */
    private static function aboutSignature(SignatureHeader $signature, string $body, array $secrets): array
    {
        foreach ($secrets as $secret) {
            if ($signature->matches($body, $secret)) {
                return [];
            }
        }
        foreach ($secrets as $secret) {
            foreach (self::mistaken($secret) as $why => $meant) {
                if ($signature->matches($body, $meant)) {
                    return [new Finding('wrong_secret', $why)];
                }
            }
            foreach (self::writtenOtherwise($body) as $why => $sent) {
                if ($signature->matches($sent, $secret)) {
                    return [new Finding(trim($sent) === trim($body) ? 'body_altered' : 'body_reserialised', $why)];
                }
            }
        }

        return [new Finding('signature_unknown', self::guess($body))];
    }

    /** @return array<string, string> why → what the secret should have been */
    private static function mistaken(string $secret): array
    {
        return [
            'The secret has a blank or a line break around it; strip it.' => trim($secret),
            'The secret lacks its beginning; whsec_ is part of it.' => 'whsec_' . trim($secret),
            'The secret has quotes around it; take them off.' => trim($secret, " \n\r\t\"'"),
        ];
    }

    /** @return array<string, string> why → how the body was probably sent */
    private static function writtenOtherwise(string $body): array
    {
        $bodies = ['A blank or a line break was added around the body; verify the raw bytes.' => trim($body)];
        $parsed = json_decode($body);
        if ($parsed !== null) {
            $compact = json_encode($parsed, \JSON_UNESCAPED_UNICODE | \JSON_UNESCAPED_SLASHES | \JSON_PRESERVE_ZERO_FRACTION);
            $whole = json_encode($parsed, \JSON_UNESCAPED_UNICODE | \JSON_UNESCAPED_SLASHES);
            $why = "The body was parsed and written again; verify file_get_contents('php://input') before any parser";
            $bodies["{$why}."] = (string) $compact;
            $bodies["{$why}, byte for byte."] = (string) $whole;
        }

        return $bodies;
    }

    private static function guess(string $body): string
    {
        $end = json_decode($body) === null && $body !== ''
            ? ' The body is no whole JSON: was it cut off?'
            : ' Is it the secret of another webhook, of the sandbox, or one that was rotated out?';

        return 'None of the secrets made this signature for this body: another secret, another body, or a forgery.' . $end;
    }

    private static function parsed(mixed $body): Finding
    {
        return new Finding(
            'body_parsed',
            'The body is ' . get_debug_type($body) . ', not the raw text: it was decoded already, and decoding loses the bytes '
            . "that were signed. Give file_get_contents('php://input') (Laravel: \$request->getContent()), not "
            . 'json_decode(…), $_POST or $request->all().',
        );
    }
}
