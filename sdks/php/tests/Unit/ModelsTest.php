<?php

declare(strict_types=1);

namespace SaathiX\Tests\Unit;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\NotAnAnswerError;
use SaathiX\Model\Product;
use SaathiX\Tests\Support\FakeTransport;

/** Answers that are newer than this SDK, and answers that are wrong. */
final class ModelsTest extends TestCase
{
    private const PRODUCT = [
        'id' => 'prod_1', 'sku' => 'A', 'name' => 'A', 'rate' => 12.5, 'tax_inclusive' => null, 'gst_rate' => 5, 'cess_rate' => 0,
        'zero_rate_reason' => null, 'hsn' => null, 'unit' => 'NOS', 'barcode' => null, 'reorder_level' => null,
        'status' => 'active', 'metadata' => [], 'created_at' => '2026-06-28T10:14:22Z', 'updated_at' => '2026-06-28T10:14:22Z',
    ];

    public function testFieldsAndWordsOfTheFutureAreKept(): void
    {
        $product = self::read(['colour' => 'red', 'weight' => 0.25, 'status' => 'sleeping'] + self::PRODUCT);
        self::assertSame(['sleeping', 'red'], [$product->status, $product->toArray()['colour']]);
        self::assertSame('0.25', (string) $product->toArray()['weight']);
        self::assertNull($product->stock);
        self::assertSame('12.5', json_decode((string) json_encode($product), true)['rate']);
        self::assertSame('2026-06-28T10:14:22+00:00', $product->created_at->format(DATE_ATOM));
    }

    public function testItCannotBeChanged(): void
    {
        $this->expectException(\Error::class);
        self::read(self::PRODUCT)->name = 'B';
    }

    public function testInnerObjectsHaveNoResponse(): void
    {
        $stock = ['total_on_hand' => 1.5, 'stores' => []];
        $product = self::read(['stock' => $stock] + self::PRODUCT);
        self::assertSame(200, $product->response()?->status);
        self::assertNull($product->stock?->response());
    }

    /** @dataProvider wrong */
    public function testAFieldOfAnotherTypeIsNamed(string $field, mixed $value): void
    {
        $this->expectException(NotAnAnswerError::class);
        $this->expectExceptionMessage("\"{$field}\"");
        self::read([$field => $value] + self::PRODUCT);
    }

    public static function wrong(): iterable
    {
        yield ['name', 5];
        yield ['name', null];
        yield ['rate', '12.50'];
        yield ['rate', null];
        yield ['rate', 1e30];
        yield ['tax_inclusive', 'yes'];
        yield ['metadata', 'none'];
        yield ['created_at', 'yesterday'];
        yield ['created_at', 1782641662];
        yield ['stock', 7];
    }

    /** @dataProvider wrongWholes */
    public function testAWholeNumberIsWhole(mixed $sequence): void
    {
        $event = [
            'id' => 'evt_1', 'type' => 't', 'api_version' => 'v1.4', 'created_at' => '2026-06-28T10:14:22Z', 'livemode' => true,
            'sequence' => $sequence, 'data' => [],
        ];
        $this->expectException(NotAnAnswerError::class);
        $this->expectExceptionMessage('"sequence" of an event is');
        (new FakeTransport([['body' => json_encode($event)]]))->client()->events->retrieve('evt_1');
    }

    public static function wrongWholes(): iterable
    {
        return [[1.5], ['1'], [null], [true]];
    }

    /** @param array<string, mixed> $product */
    private static function read(array $product): Product
    {
        return (new FakeTransport([['body' => json_encode($product)]]))->client()->products->retrieve('prod_1');
    }
}
