<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Model\Event;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of events.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Events extends Service
{
    /**
     * Fetch an event.
     *
     * @param string $event_id An event's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $event_id, ?RequestOptions $options = null): Event
    {
        return Event::read($this->sender->send('GET', '/v1/events/' . self::part('event_id', $event_id), [], null, $options));
    }

    /**
     * List the events of the last 30 days.
     *
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     type?: string|null,
     *     'created_at[gte]'?: \DateTimeInterface|string|null,
     *     after_sequence?: int|null,
     * } $query
     * @return Page<Event>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/events', $query, $options, Event::from(...));
    }
}
