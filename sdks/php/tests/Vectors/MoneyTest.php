<?php

declare(strict_types=1);

namespace SaathiX\Tests\Vectors;

use PHPUnit\Framework\TestCase;
use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Json;
use SaathiX\Tests\Support\Vectors;

/** sdks/vectors/money.json: money without a float. */
final class MoneyTest extends TestCase
{
    public static function read(): iterable
    {
        return Vectors::cases('money', 'read');
    }

    public static function sums(): iterable
    {
        return Vectors::cases('money', 'sums');
    }

    public static function sent(): iterable
    {
        return Vectors::cases('money', 'sent');
    }

    public static function refused(): iterable
    {
        return Vectors::cases('money', 'refused');
    }

    /** @dataProvider read */
    public function testANumberIsReadExactly(array $case): void
    {
        $amount = self::amount($case['json']);
        self::assertSame([$case['decimal'], $case['paise']], [(string) $amount, $amount->paise()]);
        self::assertTrue(Decimal::fromPaise($case['paise'])->equals($amount));
    }

    /** @dataProvider sums */
    public function testSumsAreExact(array $case): void
    {
        $sum = Decimal::of(0);
        foreach ($case['json'] as $json) {
            $sum = $sum->plus(self::amount($json));
        }
        self::assertSame([$case['decimal'], $case['paise']], [(string) $sum, $sum->paise()]);
    }

    /** @dataProvider sent */
    public function testADecimalIsSentAsAPlainNumber(array $case): void
    {
        self::assertContains(Json::encode(Decimal::of($case['decimal'])), $case['json']);
        self::assertContains(Json::encode((float) $case['decimal']), $case['json']);
    }

    /** @dataProvider refused */
    public function testWhatIsNoAmountIsRefused(array $case): void
    {
        $this->expectException(\ValueError::class);
        Decimal::of($case['decimal'])->paise();
    }

    private static function amount(string $json): Decimal
    {
        $read = Json::decode("{\"amount\":{$json}}");
        self::assertIsArray($read);

        return (new Fields('a test', $read))->decimal('amount');
    }
}
