<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * One fault of a request: `pointer` says where in the body, `parameter` which one of the query.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Fault extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string|null $pointer
     * @param string|null $parameter
     * @param string $code
     * @param string $detail
     */
    protected function __construct(
        array $all,
        public readonly ?string $pointer,
        public readonly ?string $parameter,
        public readonly string $code,
        public readonly string $detail,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a fault', $data);

        return new self(
            $data,
            $fields->stringOrNull('pointer'),
            $fields->stringOrNull('parameter'),
            $fields->string('code'),
            $fields->string('detail'),
        );
    }
}
