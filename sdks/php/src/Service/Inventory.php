<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Decimal;
use SaathiX\Model\Inventory as InventoryModel;
use SaathiX\Model\Movement;
use SaathiX\Model\Transfer;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of inventory.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Inventory extends Service
{
    /**
     * Fetch the stock of a product across stores, now or as the ledger had it at a moment.
     *
     * @param string $product_id A product's id.
     * @param array{
     *     as_of?: \DateTimeInterface|string|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $product_id, array $query = [], ?RequestOptions $options = null): InventoryModel
    {
        return InventoryModel::read($this->sender->send('GET', '/v1/inventory/' . self::part('product_id', $product_id), $query, null, $options));
    }

    /**
     * Change the stock of a product in one store by an amount, or to what was counted.
     *
     * @param string $product_id A product's id.
     * @param array{
     *     store?: string|null,
     *     delta?: int|float|Decimal|null,
     *     count?: int|float|Decimal|null,
     *     counted_at?: \DateTimeInterface|string|null,
     *     expected_qty?: int|float|Decimal|null,
     *     reason?: 'received'|'damaged'|'lost'|'found'|'correction'|null,
     *     note?: string|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function adjust(string $product_id, array $params = [], ?RequestOptions $options = null): Movement
    {
        return Movement::read($this->sender->send('POST', '/v1/inventory/' . self::part('product_id', $product_id) . '/adjustments', [], $params, $options));
    }

    /**
     * List the movements of a product's stock, newest first.
     *
     * @param string $product_id A product's id.
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     store?: string|null,
     *     reason?: 'opening'|'sale'|'refund'|'already_counted'|'transfer'|'received'|'damaged'|'lost'|'found'|'correction'|null,
     *     'created_at[gte]'?: \DateTimeInterface|string|null,
     *     'created_at[lte]'?: \DateTimeInterface|string|null,
     * } $query
     * @return Page<Movement>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function listMovements(string $product_id, array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/inventory/' . self::part('product_id', $product_id) . '/movements', $query, $options, Movement::from(...));
    }

    /**
     * Move stock of a product from one store to another, both movements or neither.
     *
     * @param string $product_id A product's id.
     * @param array{
     *     from: string,
     *     to: string,
     *     qty: int|float|Decimal,
     *     note?: string|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function transfer(string $product_id, array $params, ?RequestOptions $options = null): Transfer
    {
        return Transfer::read($this->sender->send('POST', '/v1/inventory/' . self::part('product_id', $product_id) . '/transfers', [], $params, $options));
    }
}
