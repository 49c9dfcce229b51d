<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Decimal;
use SaathiX\Model\Product;
use SaathiX\Model\ProductBatch;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of products.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Products extends Service
{
    /**
     * Create a product with its SKU, price, GST class and opening stock.
     *
     * @param array{
     *     sku: string,
     *     name: string,
     *     rate: int|float|Decimal,
     *     tax_inclusive?: bool|null,
     *     gst_rate: int|float|Decimal,
     *     cess_rate?: int|float|Decimal|null,
     *     zero_rate_reason?: 'nil'|'exempt'|'non_gst'|'zero_rated'|null,
     *     hsn?: string|null,
     *     unit?: string|null,
     *     barcode?: string|null,
     *     reorder_level?: int|float|Decimal|null,
     *     stock?: int|float|Decimal|list<array{store: string, qty: int|float|Decimal}>|null,
     *     metadata?: array<string, string>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function create(array $params, ?RequestOptions $options = null): Product
    {
        return Product::read($this->sender->send('POST', '/v1/products', [], $params, $options));
    }

    /**
     * Fetch a product.
     *
     * @param string $product_id A product's id.
     * @param array{
     *     expand?: list<'stock'>|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $product_id, array $query = [], ?RequestOptions $options = null): Product
    {
        return Product::read($this->sender->send('GET', '/v1/products/' . self::part('product_id', $product_id), $query, null, $options));
    }

    /**
     * List the products of the account, or of a store.
     *
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     store?: string|null,
     *     sku?: string|null,
     *     status?: 'active'|'archived'|null,
     *     q?: string|null,
     *     'updated_at[gte]'?: \DateTimeInterface|string|null,
     *     expand?: list<'stock'>|null,
     * } $query
     * @return Page<Product>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/products', $query, $options, Product::from(...));
    }

    /**
     * Change what is named of a product.
     *
     * @param string $product_id A product's id.
     * @param array{
     *     name?: string,
     *     rate?: int|float|Decimal,
     *     tax_inclusive?: bool|null,
     *     gst_rate?: int|float|Decimal,
     *     cess_rate?: int|float|Decimal|null,
     *     zero_rate_reason?: 'nil'|'exempt'|'non_gst'|'zero_rated'|null,
     *     hsn?: string|null,
     *     unit?: string|null,
     *     barcode?: string|null,
     *     reorder_level?: int|float|Decimal|null,
     *     metadata?: array<string, string|null>|null,
     *     status?: 'active'|'archived',
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function update(string $product_id, array $params, ?RequestOptions $options = null): Product
    {
        return Product::read($this->sender->send('PATCH', '/v1/products/' . self::part('product_id', $product_id), [], $params, $options));
    }

    /**
     * Archive a product: it is no longer sold, its SKU stays taken, and `status` active brings it back.
     *
     * @param string $product_id A product's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function archive(string $product_id, ?RequestOptions $options = null): Product
    {
        return Product::read($this->sender->send('DELETE', '/v1/products/' . self::part('product_id', $product_id), [], null, $options));
    }

    /**
     * Create or bring up to date up to 500 products by SKU, with a result for each.
     *
     * @param array{
     *     products: list<array{sku: string, name: string, rate: int|float|Decimal, tax_inclusive?: bool|null, gst_rate: int|float|Decimal, cess_rate?: int|float|Decimal|null, zero_rate_reason?: 'nil'|'exempt'|'non_gst'|'zero_rated'|null, hsn?: string|null, unit?: string|null, barcode?: string|null, reorder_level?: int|float|Decimal|null, stock?: int|float|Decimal|list<array{store: string, qty: int|float|Decimal}>|null, metadata?: array<string, string>|null}>,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function batch(array $params, ?RequestOptions $options = null): ProductBatch
    {
        return ProductBatch::read($this->sender->send('POST', '/v1/products/batch', [], $params, $options));
    }
}
