<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A row of the stock's ledger.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Movement extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $product_id The product by its id.
     * @param string $store_id The store.
     * @param Decimal $delta Units added, or taken when negative.
     * @param Decimal $on_hand Units in the store now.
     * @param string $reason Why.
     * @param Decimal|null $count
     * @param string|null $note
     * @param string|null $document_id
     * @param \DateTimeImmutable $occurred_at
     * @param \DateTimeImmutable $created_at When it was made.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $product_id,
        public readonly string $store_id,
        public readonly Decimal $delta,
        public readonly Decimal $on_hand,
        public readonly string $reason,
        public readonly ?Decimal $count,
        public readonly ?string $note,
        public readonly ?string $document_id,
        public readonly \DateTimeImmutable $occurred_at,
        public readonly \DateTimeImmutable $created_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a movement', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('product_id'),
            $fields->string('store_id'),
            $fields->decimal('delta'),
            $fields->decimal('on_hand'),
            $fields->string('reason'),
            $fields->decimalOrNull('count'),
            $fields->stringOrNull('note'),
            $fields->stringOrNull('document_id'),
            $fields->time('occurred_at'),
            $fields->time('created_at'),
        );
    }
}
