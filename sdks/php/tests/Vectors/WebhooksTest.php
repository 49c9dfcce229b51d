<?php

declare(strict_types=1);

namespace SaathiX\Tests\Vectors;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\SignatureError;
use SaathiX\Tests\Support\Vectors;
use SaathiX\Webhook;

/** sdks/vectors/webhooks.json: signatures made and verified. */
final class WebhooksTest extends TestCase
{
    public static function signed(): iterable
    {
        return Vectors::cases('webhooks', 'signed');
    }

    public static function verified(): iterable
    {
        return Vectors::cases('webhooks', 'verified');
    }

    /** @dataProvider signed */
    public function testTheTestHeaderIsTheServersOwn(array $case): void
    {
        $header = Webhook::testHeader($case['body'], $case['secrets'], $case['timestamp']);
        self::assertSame($case['x_billkart_signature'], $header);
        foreach ($case['secrets'] as $secret) {
            self::assertSame([], Webhook::doctor($case['body'], $header, $secret, now: $case['timestamp']));
        }
    }

    /** @dataProvider verified */
    public function testWhatIsValidAndNothingElseIsTaken(array $case): void
    {
        $headers = ['X-Billkart-Signature' => $case['x_billkart_signature']];
        if ($case['valid']) {
            Webhook::check($case['body'], $headers, $case['secret'], now: $case['now']);
            self::assertSame([], Webhook::doctor($case['body'], $headers, $case['secret'], now: $case['now']));

            return;
        }
        $this->expectException(SignatureError::class);
        Webhook::check($case['body'], $headers, $case['secret'], now: $case['now']);
    }
}
