<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * A result for each item.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class InvoiceBatch extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param list<InvoiceBatchItem> $data
     */
    protected function __construct(
        array $all,
        public readonly array $data,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an invoice batch', $data);

        return new self(
            $data,
            $fields->list('data', InvoiceBatchItem::from(...)),
        );
    }
}
