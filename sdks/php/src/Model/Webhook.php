<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * An endpoint that events are sent to. `secret` is shown in the answer that made it and null in every other.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Webhook extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $id Its id.
     * @param string $url Where events are sent: public and https.
     * @param list<string> $events Types such as `invoice.created`, all of a kind (`stock.*`), or all (`*`).
     * @param string|null $description A line of text.
     * @param array<string, string> $headers Headers of your own on each delivery; their values are never shown again.
     * @param string|null $secret Signs every delivery. Shown this once.
     * @param \DateTimeImmutable|null $previous_secret_expires_at Until when a rotated secret signs beside the new one.
     * @param string $status The state it is in.
     * @param string|null $disabled_reason
     * @param \DateTimeImmutable|null $failing_since Since when nothing was accepted; after 5 days it is disabled.
     * @param string $api_version The version that payloads are written in. Absent: that of this request.
     * @param bool $livemode True for live data, false for a sandbox's.
     * @param \DateTimeImmutable $created_at When it was made.
     * @param \DateTimeImmutable $updated_at When it last changed.
     */
    protected function __construct(
        array $all,
        public readonly string $id,
        public readonly string $url,
        public readonly array $events,
        public readonly ?string $description,
        public readonly array $headers,
        public readonly ?string $secret,
        public readonly ?\DateTimeImmutable $previous_secret_expires_at,
        public readonly string $status,
        public readonly ?string $disabled_reason,
        public readonly ?\DateTimeImmutable $failing_since,
        public readonly string $api_version,
        public readonly bool $livemode,
        public readonly \DateTimeImmutable $created_at,
        public readonly \DateTimeImmutable $updated_at,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a webhook', $data);

        return new self(
            $data,
            $fields->string('id'),
            $fields->string('url'),
            $fields->strings('events'),
            $fields->stringOrNull('description'),
            $fields->texts('headers'),
            $fields->stringOrNull('secret'),
            $fields->timeOrNull('previous_secret_expires_at'),
            $fields->string('status'),
            $fields->stringOrNull('disabled_reason'),
            $fields->timeOrNull('failing_since'),
            $fields->string('api_version'),
            $fields->bool('livemode'),
            $fields->time('created_at'),
            $fields->time('updated_at'),
        );
    }
}
