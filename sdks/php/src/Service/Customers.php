<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Model\Customer;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of customers.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Customers extends Service
{
    /**
     * Create a customer (201), or change the one with this phone in what is named (200).
     *
     * @param array{
     *     phone: string,
     *     name?: string|null,
     *     gstin?: string|null,
     *     email?: string|null,
     *     address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null,
     *     sez?: bool|null,
     *     metadata?: array<string, string>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function upsert(array $params, ?RequestOptions $options = null): Customer
    {
        return Customer::read($this->sender->send('POST', '/v1/customers', [], $params, $options));
    }

    /**
     * Fetch a customer.
     *
     * @param string $customer_id A customer's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $customer_id, ?RequestOptions $options = null): Customer
    {
        return Customer::read($this->sender->send('GET', '/v1/customers/' . self::part('customer_id', $customer_id), [], null, $options));
    }

    /**
     * List customers, newest first.
     *
     * @param array{
     *     limit?: int|null,
     *     cursor?: string|null,
     *     phone?: string|null,
     *     q?: string|null,
     *     'updated_at[gte]'?: \DateTimeInterface|string|null,
     * } $query
     * @return Page<Customer>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(array $query = [], ?RequestOptions $options = null): Page
    {
        return $this->page('/v1/customers', $query, $options, Customer::from(...));
    }

    /**
     * Change what is named of a customer.
     *
     * @param string $customer_id A customer's id.
     * @param array{
     *     phone?: string,
     *     name?: string|null,
     *     gstin?: string|null,
     *     email?: string|null,
     *     address?: array{line1?: string|null, city?: string|null, state?: string|null, pin?: string|null}|null,
     *     sez?: bool|null,
     *     metadata?: array<string, string|null>|null,
     * } $params
     * @throws \SaathiX\Error\SaathiXError
     */
    public function update(string $customer_id, array $params, ?RequestOptions $options = null): Customer
    {
        return Customer::read($this->sender->send('PATCH', '/v1/customers/' . self::part('customer_id', $customer_id), [], $params, $options));
    }

    /**
     * Erase a customer's personal data.
     *
     * @param string $customer_id A customer's id.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function erase(string $customer_id, ?RequestOptions $options = null): Customer
    {
        return Customer::read($this->sender->send('DELETE', '/v1/customers/' . self::part('customer_id', $customer_id), [], null, $options));
    }
}
