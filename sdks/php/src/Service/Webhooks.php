<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Model\Delivery;
use SaathiX\Model\Diagnosis;
use SaathiX\Model\Replay;
use SaathiX\Model\Webhook;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of webhooks.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Webhooks extends Service
{
    /**
     * Register an address for events.
     *
     * @param array{
     *     url: string,
     *     events: list<string>,
     *     description?: string|null,
     *     headers?: array<string, string>|null,
     *     api_version?: 'v1.4'|'v1.3'|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function create(array $params, ?RequestOptions $options = null): Webhook
    {
        return Webhook::read($this->sender->send('POST', '/v1/webhooks', [], $params, $options));
    }

    /**
     * Fetch an endpoint, without its secret.
     *
     * @param string $endpoint_id A webhook's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $endpoint_id, ?RequestOptions $options = null): Webhook
    {
        return Webhook::read($this->sender->send('GET', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id), [], null, $options));
    }

    /**
     * List the endpoints, newest first.
     *
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     * } $query
     * @return Page<Webhook>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/webhooks', $query, $options, Webhook::from(...));
    }

    /**
     * Change what is named of an endpoint.
     *
     * @param string $endpoint_id A webhook's id.
     * @param array{
     *     url?: string,
     *     events?: list<string>,
     *     description?: string|null,
     *     headers?: array<string, string|null>|null,
     *     status?: 'enabled'|'disabled',
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function update(string $endpoint_id, array $params, ?RequestOptions $options = null): Webhook
    {
        return Webhook::read($this->sender->send('PATCH', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id), [], $params, $options));
    }

    /**
     * Delete an endpoint, and what waits for it.
     *
     * @param string $endpoint_id A webhook's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function delete(string $endpoint_id, ?RequestOptions $options = null): Webhook
    {
        return Webhook::read($this->sender->send('DELETE', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id), [], null, $options));
    }

    /**
     * Give an endpoint another secret, shown this once.
     *
     * @param string $endpoint_id A webhook's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function rotateSecret(string $endpoint_id, ?RequestOptions $options = null): Webhook
    {
        return Webhook::read($this->sender->send('POST', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id) . '/rotate-secret', [], null, $options));
    }

    /**
     * Send an endpoint a ping, whatever it subscribes to, and show the delivery.
     *
     * @param string $endpoint_id A webhook's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function test(string $endpoint_id, ?RequestOptions $options = null): Delivery
    {
        return Delivery::read($this->sender->send('POST', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id) . '/test', [], null, $options));
    }

    /**
     * List what was sent to an endpoint, and how it went.
     *
     * @param string $endpoint_id A webhook's id.
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     status?: 'pending'|'delivered'|'failed'|null,
     *     event?: string|null,
     * } $query
     * @return Page<Delivery>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function listDeliveries(string $endpoint_id, array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/webhooks/' . self::part('endpoint_id', $endpoint_id) . '/deliveries', $query, $options, Delivery::from(...));
    }

    /**
     * Fetch a delivery with its attempts and the beginning of each response.
     *
     * @param string $endpoint_id A webhook's id.
     * @param string $delivery_id A delivery's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieveDelivery(string $endpoint_id, string $delivery_id, ?RequestOptions $options = null): Delivery
    {
        return Delivery::read($this->sender->send('GET', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id) . '/deliveries/' . self::part('delivery_id', $delivery_id), [], null, $options));
    }

    /**
     * Send a delivery once more, now and whatever its state.
     *
     * @param string $endpoint_id A webhook's id.
     * @param string $delivery_id A delivery's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function redeliver(string $endpoint_id, string $delivery_id, ?RequestOptions $options = null): Delivery
    {
        return Delivery::read($this->sender->send('POST', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id) . '/deliveries/' . self::part('delivery_id', $delivery_id) . '/redeliver', [], null, $options));
    }

    /**
     * Send a range of events to an endpoint again (202), or only count them (200).
     *
     * @param string $endpoint_id A webhook's id.
     * @param array{
     *     from?: \DateTimeInterface|string|null,
     *     to?: \DateTimeInterface|string|null,
     *     from_sequence?: int|null,
     *     to_sequence?: int|null,
     *     events?: list<string>|null,
     *     dry_run?: bool|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function replay(string $endpoint_id, array $params = [], ?RequestOptions $options = null): Replay
    {
        return Replay::read($this->sender->send('POST', '/v1/webhooks/' . self::part('endpoint_id', $endpoint_id) . '/replay', [], $params, $options));
    }

    /**
     * Say why a delivery cannot be verified: body, headers, secret or clock.
     *
     * @param array{
     *     body: mixed,
     *     headers: array<string, string>,
     *     secret?: string|null,
     *     received_at?: \DateTimeInterface|string|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function diagnose(array $params, ?RequestOptions $options = null): Diagnosis
    {
        return Diagnosis::read($this->sender->send('POST', '/v1/webhooks/verify-debug', [], $params, $options));
    }
}
