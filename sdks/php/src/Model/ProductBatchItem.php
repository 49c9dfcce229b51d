<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * What became of one item: the Product, or the problem with it.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class ProductBatchItem extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param int $index
     * @param int $status The state it is in.
     * @param Product|null $resource
     * @param ItemProblem|null $error
     */
    protected function __construct(
        array $all,
        public readonly int $index,
        public readonly int $status,
        public readonly ?Product $resource,
        public readonly ?ItemProblem $error,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a product batch item', $data);

        return new self(
            $data,
            $fields->int('index'),
            $fields->int('status'),
            $fields->objectOrNull('resource', Product::from(...)),
            $fields->objectOrNull('error', ItemProblem::from(...)),
        );
    }
}
