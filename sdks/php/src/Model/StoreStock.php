<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * What a store has of a product.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class StoreStock extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $store_id The store.
     * @param string $store_name Its name.
     * @param Decimal $on_hand Units in the store now.
     * @param Decimal|null $reorder_level At or below it, stock counts as low and `stock.low` is sent.
     * @param bool $low Whether it is at or below the reorder level.
     * @param \DateTimeImmutable|null $updated_at When it last changed.
     */
    protected function __construct(
        array $all,
        public readonly string $store_id,
        public readonly string $store_name,
        public readonly Decimal $on_hand,
        public readonly ?Decimal $reorder_level,
        public readonly bool $low,
        public readonly ?\DateTimeImmutable $updated_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a store stock', $data);

        return new self(
            $data,
            $fields->string('store_id'),
            $fields->string('store_name'),
            $fields->decimal('on_hand'),
            $fields->decimalOrNull('reorder_level'),
            $fields->bool('low'),
            $fields->timeOrNull('updated_at'),
        );
    }
}
