<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Why a delivery cannot be verified; nothing is wrong when `verified`.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Diagnosis extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param bool $verified Whether it should have been accepted.
     * @param list<Finding> $findings
     * @param string|null $webhook_id Whose secret signed it.
     * @param string|null $event_id
     * @param \DateTimeImmutable|null $signed_at When it was signed, by its header.
     * @param int|null $clock_off_seconds How much later than that it was received; negative: earlier.
     */
    protected function __construct(
        array $all,
        public readonly bool $verified,
        public readonly array $findings,
        public readonly ?string $webhook_id,
        public readonly ?string $event_id,
        public readonly ?\DateTimeImmutable $signed_at,
        public readonly ?int $clock_off_seconds,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a diagnosis', $data);

        return new self(
            $data,
            $fields->bool('verified'),
            $fields->list('findings', Finding::from(...)),
            $fields->stringOrNull('webhook_id'),
            $fields->stringOrNull('event_id'),
            $fields->timeOrNull('signed_at'),
            $fields->intOrNull('clock_off_seconds'),
        );
    }
}
