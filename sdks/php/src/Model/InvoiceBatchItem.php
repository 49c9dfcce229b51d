<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * What became of one item: the Invoice, or the problem with it.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class InvoiceBatchItem extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param int $index
     * @param int $status The state it is in.
     * @param Invoice|null $resource
     * @param ItemProblem|null $error
     */
    protected function __construct(
        array $all,
        public readonly int $index,
        public readonly int $status,
        public readonly ?Invoice $resource,
        public readonly ?ItemProblem $error,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an invoice batch item', $data);

        return new self(
            $data,
            $fields->int('index'),
            $fields->int('status'),
            $fields->objectOrNull('resource', Invoice::from(...)),
            $fields->objectOrNull('error', ItemProblem::from(...)),
        );
    }
}
