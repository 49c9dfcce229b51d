<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * One POST to an endpoint: the status it answered, or why there is none.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Attempt extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param \DateTimeImmutable $at
     * @param int|null $status The state it is in.
     * @param int|null $latency_ms
     * @param string|null $error
     * @param string|null $response The beginning of the response: 4 KiB, in a list 200 characters.
     * @param bool $redelivery Whether it was asked for, and is not the schedule's.
     */
    protected function __construct(
        array $all,
        public readonly \DateTimeImmutable $at,
        public readonly ?int $status,
        public readonly ?int $latency_ms,
        public readonly ?string $error,
        public readonly ?string $response,
        public readonly bool $redelivery,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an attempt', $data);

        return new self(
            $data,
            $fields->time('at'),
            $fields->intOrNull('status'),
            $fields->intOrNull('latency_ms'),
            $fields->stringOrNull('error'),
            $fields->stringOrNull('response'),
            $fields->bool('redelivery'),
        );
    }
}
