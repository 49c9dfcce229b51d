<?php

declare(strict_types=1);

namespace SaathiX\Tests\Unit;

use PHPUnit\Framework\TestCase;
use SaathiX\Decimal;

/** Exact numbers. */
final class DecimalTest extends TestCase
{
    public function testArithmetic(): void
    {
        self::assertSame('0.3', (string) Decimal::of('0.1')->plus('0.2'));
        self::assertSame('-0.4', (string) Decimal::of(0)->minus('0.40'));
        self::assertSame('114.99', (string) Decimal::of('115')->minus('0.01'));
        self::assertSame('17.125', (string) Decimal::of('68.50')->times('0.25'));
        self::assertSame('220', (string) Decimal::of('68')->times(2)->plus(Decimal::of(14)->times(6)));
        self::assertSame('0', (string) Decimal::of('-0.00'));
        self::assertSame([-1, 0, 1], [Decimal::of('1.1')->compare('1.11'), Decimal::of('2.0')->compare(2), Decimal::of(3)->compare('-3')]);
        self::assertTrue(Decimal::of('1.50')->equals('1.5'));
        self::assertTrue(Decimal::of('0.0')->isZero());
        self::assertSame(68.5, Decimal::of('68.5')->toFloat());
    }

    public function testRandomSumsAgreeWithIntegers(): void
    {
        for ($times = 0; $times < 500; $times++) {
            [$one, $other] = [random_int(-10 ** 12, 10 ** 12), random_int(-10 ** 12, 10 ** 12)];
            $sum = Decimal::fromPaise($one)->plus(Decimal::fromPaise($other));
            self::assertSame($one + $other, $sum->paise());
            self::assertSame($one <=> $other, Decimal::fromPaise($one)->compare(Decimal::fromPaise($other)));
            self::assertSame((string) $sum, (string) Decimal::of((string) $sum));
        }
    }

    public function testItIsATextInJson(): void
    {
        self::assertSame('{"a":"68.5"}', json_encode(['a' => Decimal::of('68.50')]));
    }

    /** @dataProvider wrong */
    public function testWhatIsNoPlainNumberIsRefused(string $text): void
    {
        $this->expectException(\ValueError::class);
        Decimal::of($text);
    }

    public static function wrong(): iterable
    {
        $words = ['', ' 1', "1\n", '1e3', '.5', '1.', '+1', '1,5', '0x1', '--1', 'NaN', '99999999999999999999', '9999999999999999999.5'];

        return array_map(static fn (string $word) => [$word], $words);
    }

    public function testWhatDoesNotFitIsRefusedAndNotRounded(): void
    {
        $this->expectException(\ValueError::class);
        Decimal::of(PHP_INT_MAX)->plus(1);
    }
}
