<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * Stock moved from one store to another, with its two movements.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Transfer extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $product_id The product by its id.
     * @param string $from The first day, of India.
     * @param string $to The last day, included; at most 366 days in all.
     * @param Decimal $qty How many units, with at most 3 decimals.
     * @param string|null $note
     * @param list<Movement> $movements
     * @param \DateTimeImmutable $created_at When it was made.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $product_id,
        public readonly string $from,
        public readonly string $to,
        public readonly Decimal $qty,
        public readonly ?string $note,
        public readonly array $movements,
        public readonly \DateTimeImmutable $created_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a transfer', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('product_id'),
            $fields->string('from'),
            $fields->string('to'),
            $fields->decimal('qty'),
            $fields->stringOrNull('note'),
            $fields->list('movements', Movement::from(...)),
            $fields->time('created_at'),
        );
    }
}
