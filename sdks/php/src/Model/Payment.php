<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Decimal;
use SaathiX\Fields;
use SaathiX\Model;

/**
 * A payment.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Payment extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $mode How it is paid. `credit` counts as due, not as paid.
     * @param Decimal $amount Rupees. Absent: all that is due.
     * @param Decimal|null $tendered Cash handed over, when it was more than was due.
     * @param string|null $reference The payment's number at the bank or terminal.
     * @param \DateTimeImmutable $created_at When it was made.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $mode,
        public readonly Decimal $amount,
        public readonly ?Decimal $tendered,
        public readonly ?string $reference,
        public readonly \DateTimeImmutable $created_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a payment', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('mode'),
            $fields->decimal('amount'),
            $fields->decimalOrNull('tendered'),
            $fields->stringOrNull('reference'),
            $fields->time('created_at'),
        );
    }
}
