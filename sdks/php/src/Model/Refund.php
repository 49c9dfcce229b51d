<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * Money given back by one mode.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Refund extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $mode How it went back.
     * @param Decimal $amount Rupees given back.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $mode,
        public readonly Decimal $amount,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a refund', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('mode'),
            $fields->decimal('amount'),
        );
    }
}
