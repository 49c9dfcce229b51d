<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A product's stock across stores.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Inventory extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $product_id The product by its id.
     * @param string $sku The product by your own code.
     * @param Decimal $total_on_hand Units in all stores.
     * @param list<StoreStock> $stores
     */
    protected function __construct(
        array $all,
        public readonly string $product_id,
        public readonly string $sku,
        public readonly Decimal $total_on_hand,
        public readonly array $stores,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an inventory', $data);

        return new self(
            $data,
            $fields->string('product_id'),
            $fields->string('sku'),
            $fields->decimal('total_on_hand'),
            $fields->list('stores', StoreStock::from(...)),
        );
    }
}
