<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * One event for one endpoint.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Delivery extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $webhook_id
     * @param string $event_id
     * @param string $status The state it is in.
     * @param list<Attempt> $attempts
     * @param \DateTimeImmutable|null $next_attempt_at
     * @param \DateTimeImmutable $created_at When it was made.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $webhook_id,
        public readonly string $event_id,
        public readonly string $status,
        public readonly array $attempts,
        public readonly ?\DateTimeImmutable $next_attempt_at,
        public readonly \DateTimeImmutable $created_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a delivery', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('webhook_id'),
            $fields->string('event_id'),
            $fields->string('status'),
            $fields->list('attempts', Attempt::from(...)),
            $fields->timeOrNull('next_attempt_at'),
            $fields->time('created_at'),
        );
    }
}
