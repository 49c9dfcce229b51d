<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * How many events are sent again, or would be.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Replay extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $webhook_id
     * @param int $events_count
     * @param bool $dry_run Whether they were only counted.
     */
    protected function __construct(
        array $all,
        public readonly string $webhook_id,
        public readonly int $events_count,
        public readonly bool $dry_run,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a replay', $data);

        return new self(
            $data,
            $fields->string('webhook_id'),
            $fields->int('events_count'),
            $fields->bool('dry_run'),
        );
    }
}
