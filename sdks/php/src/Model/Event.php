<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * Something that happened, as a webhook delivers it.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Event extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $type Of this type alone.
     * @param string $api_version The version that payloads are written in. Absent: that of this request.
     * @param \DateTimeImmutable $created_at When it was made.
     * @param bool $livemode True for live data, false for a sandbox's.
     * @param int $sequence Counts the account's events without a gap.
     * @param array<string, mixed> $data What it is about, by type; see the webhooks guide.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $type,
        public readonly string $api_version,
        public readonly \DateTimeImmutable $created_at,
        public readonly bool $livemode,
        public readonly int $sequence,
        public readonly array $data,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an event', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('type'),
            $fields->string('api_version'),
            $fields->time('created_at'),
            $fields->bool('livemode'),
            $fields->int('sequence'),
            $fields->map('data'),
        );
    }
}
