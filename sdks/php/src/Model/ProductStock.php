<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * Its stock.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class ProductStock extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param Decimal $total_on_hand Units in all stores.
     * @param list<StoreStock> $stores
     */
    protected function __construct(
        array $all,
        public readonly Decimal $total_on_hand,
        public readonly array $stores,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a product stock', $data);

        return new self(
            $data,
            $fields->decimal('total_on_hand'),
            $fields->list('stores', StoreStock::from(...)),
        );
    }
}
