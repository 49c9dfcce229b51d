<?php

declare(strict_types=1);

namespace SaathiX\Tests\ShopDay;

use SaathiX\Decimal;
use SaathiX\Model\Product;
use SaathiX\SaathiX;

/** The client of the shop that tests/e2e/test_sdk_php.py opened, and things to sell. */
trait Shop
{
    private SaathiX $saathix;

    protected function setUp(): void
    {
        $this->saathix = new SaathiX();
    }

    private function product(string $word, int|string|Decimal $rate): Product
    {
        return $this->saathix->products->create([
            'sku' => $word . '-' . bin2hex(random_bytes(4)),
            'name' => "A thing for {$word}",
            'rate' => Decimal::of($rate),
            'gst_rate' => 5,
            'hsn' => '1902',
            'stock' => 100,
        ]);
    }
}
