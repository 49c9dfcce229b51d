<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Every code that a request can meet.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class ErrorCatalogue extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param list<ErrorCode> $data
     * @param list<FaultCode> $faults
     */
    protected function __construct(
        array $all,
        public readonly array $data,
        public readonly array $faults,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an error catalogue', $data);

        return new self(
            $data,
            $fields->list('data', ErrorCode::from(...)),
            $fields->list('faults', FaultCode::from(...)),
        );
    }
}
