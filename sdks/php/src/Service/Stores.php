<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Model\Store;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of stores.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Stores extends Service
{
    /**
     * Open a store with its GSTIN, number series and settings.
     *
     * @param array{
     *     name: string,
     *     gstin?: string|null,
     *     state?: string|null,
     *     address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null,
     *     invoice_template?: string|null,
     *     credit_note_template?: string|null,
     *     upi_id?: string|null,
     *     round_off?: 'off'|'cash'|'always'|null,
     *     tax_inclusive?: bool|null,
     *     negative_stock?: bool|null,
     *     composition?: bool|null,
     *     turnover?: 'up_to_5_crore'|'above_5_crore'|null,
     *     status?: 'open'|'closed'|null,
     *     is_default?: bool|null,
     *     metadata?: array<string, string>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function create(array $params, ?RequestOptions $options = null): Store
    {
        return Store::read($this->sender->send('POST', '/v1/stores', [], $params, $options));
    }

    /**
     * Fetch a store.
     *
     * @param string $store_id A store's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $store_id, ?RequestOptions $options = null): Store
    {
        return Store::read($this->sender->send('GET', '/v1/stores/' . self::part('store_id', $store_id), [], null, $options));
    }

    /**
     * List the stores of the account, newest first.
     *
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     status?: 'open'|'closed'|null,
     * } $query
     * @return Page<Store>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/stores', $query, $options, Store::from(...));
    }

    /**
     * Change what is named of a store.
     *
     * @param string $store_id A store's id.
     * @param array{
     *     name?: string,
     *     gstin?: string|null,
     *     state?: string,
     *     address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null,
     *     invoice_template?: string|null,
     *     credit_note_template?: string|null,
     *     upi_id?: string|null,
     *     round_off?: 'off'|'cash'|'always'|null,
     *     tax_inclusive?: bool|null,
     *     negative_stock?: bool|null,
     *     composition?: bool|null,
     *     turnover?: 'up_to_5_crore'|'above_5_crore'|null,
     *     status?: 'open'|'closed',
     *     is_default?: bool,
     *     metadata?: array<string, string|null>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function update(string $store_id, array $params, ?RequestOptions $options = null): Store
    {
        return Store::read($this->sender->send('PATCH', '/v1/stores/' . self::part('store_id', $store_id), [], $params, $options));
    }
}
