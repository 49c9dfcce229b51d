<?php

declare(strict_types=1);

namespace SaathiX\Tests\Unit;

use PHPUnit\Framework\TestCase;
use SaathiX\Decimal;
use SaathiX\Error\InvalidInputError;
use SaathiX\Json;
use SaathiX\Query;

/** JSON without floats, and queries. */
final class JsonTest extends TestCase
{
    public function testWholeNumbersAreIntAndOthersDecimal(): void
    {
        $read = Json::decode('{"a":220,"b":68.50,"c":[-0.4,1],"d":{"e":"1.5"},"f":null,"g":true,"h":"say \"2.5\" \\\\"}');
        self::assertSame([220, 1], [$read['a'], $read['c'][1]]);
        self::assertEquals(Decimal::of('68.5'), $read['b']);
        self::assertEquals(Decimal::of('-0.4'), $read['c'][0]);
        self::assertSame(['1.5', null, true, 'say "2.5" \\'], [$read['d']['e'], $read['f'], $read['g'], $read['h']]);
    }

    public function testTextsThatLookLikeNumbersStayTexts(): void
    {
        foreach (['1.5', '"1.5"', '\\', '\\"1.5', "line\n1.5", '₹1.5', ',1.5,', ':2.25'] as $text) {
            $json = (string) json_encode(['t' => $text, 'n' => 1]);
            self::assertSame($text, Json::decode(substr($json, 0, -1) . ',"x":1.25}')['t']);
        }
    }

    public function testALargeAnswerIsRead(): void
    {
        $json = '[' . implode(',', array_fill(0, 50_000, '{"a":"' . str_repeat('é\\"', 20) . '","b":12.25}')) . ']';
        $read = Json::decode($json);
        self::assertCount(50_000, $read);
        self::assertSame('12.25', (string) $read[49_999]['b']);
    }

    public function testOneLongTextIsRead(): void
    {
        $text = str_repeat('a"\\1.5', 300_000);
        self::assertSame($text, Json::decode((string) json_encode(['t' => $text, 'n' => 0.5]))['t']);
    }

    public function testWhatIsWritten(): void
    {
        $time = new \DateTimeImmutable('2026-06-28T15:44:22+05:30');
        $body = [
            'qty' => Decimal::of('0.250'), 'rate' => 68.5, 'n' => 3, 'name' => 'राहुल / "x"', 'at' => $time, 'none' => null,
            'items' => [['a' => true]], 'metadata' => [], 'list' => [], 'object' => new \stdClass(),
        ];
        self::assertSame(
            '{"qty":0.25,"rate":68.5,"n":3,"name":"राहुल / \"x\"","at":"2026-06-28T10:14:22Z","none":null,'
            . '"items":[{"a":true}],"metadata":{},"list":[],"object":{}}',
            Json::encodeObject($body),
        );
        self::assertSame('{}', Json::encodeObject([]));
    }

    /** @dataProvider computed */
    public function testAComputedFloatIsRefusedLoudly(float $float): void
    {
        $this->expectException(InvalidInputError::class);
        $this->expectExceptionMessage('SaathiX\Decimal');
        Json::encode(['rate' => $float]);
    }

    public static function computed(): iterable
    {
        return [[0.1 + 0.2], [1.15 * 100], [NAN], [INF], [1e300], [0.0001], [1e15 + 0.3]];
    }

    /** @dataProvider plain */
    public function testAPlainFloatIsSentAsItReads(float $float, string $json): void
    {
        self::assertSame($json, Json::encode($float));
    }

    public static function plain(): iterable
    {
        return [[68.5, '68.5'], [12.0, '12'], [-0.4, '-0.4'], [-0.0, '0'], [9999999999.99, '9999999999.99'], [0.001, '0.001']];
    }

    public function testBrokenTextIsRefused(): void
    {
        $this->expectException(InvalidInputError::class);
        Json::encode("\xff");
    }

    public function testAFileHandleIsRefused(): void
    {
        $this->expectException(InvalidInputError::class);
        Json::encode(['x' => STDIN]);
    }

    public function testQueries(): void
    {
        $query = ['a' => null, 'b' => true, 'c' => ['x', 'y z'], 'created_at[gte]' => new \DateTime('@0'), 'n' => 3];
        $expected = '?b=true&c%5B%5D=x&c%5B%5D=y%20z&created_at%5Bgte%5D=1970-01-01T00%3A00%3A00Z&n=3';
        self::assertSame($expected, Query::string($query));
        self::assertSame('', Query::string([]));
    }

    public function testAQueryTakesNoObject(): void
    {
        $this->expectException(InvalidInputError::class);
        Query::string(['a' => new \stdClass()]);
    }
}
