<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Download;
use SaathiX\Model\GstReport;
use SaathiX\Model\SalesReport;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of reports.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Reports extends Service
{
    /**
     * Sum sales up by day or month, in JSON or as a CSV file.
     *
     * @param array{
     *     granularity?: 'hour'|'day'|'month'|null,
     *     from: string|null,
     *     to: string|null,
     *     store?: string|null,
     *     group_by?: 'store'|'payment_mode'|'gst_rate'|'product'|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function sales(array $query, ?RequestOptions $options = null): SalesReport
    {
        return SalesReport::read($this->sender->send('GET', '/v1/reports/sales', $query, null, $options));
    }

    /**
     * Sum sales up by day or month, in JSON or as a CSV file.
     *
     * @param array{
     *     granularity?: 'hour'|'day'|'month'|null,
     *     from: string|null,
     *     to: string|null,
     *     store?: string|null,
     *     group_by?: 'store'|'payment_mode'|'gst_rate'|'product'|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function salesCsv(array $query, ?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/v1/reports/sales', ['format' => 'csv'] + $query, null, $options, '*/*'));
    }

    /**
     * Make a month's GSTR-1 of a GSTIN, with the checks of it and what to mend.
     *
     * @param array{
     *     period: string|null,
     *     gstin?: string|null,
     *     store?: string|null,
     *     hsn_digits?: '4'|'6'|'8'|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function gst(array $query, ?RequestOptions $options = null): GstReport
    {
        return GstReport::read($this->sender->send('GET', '/v1/reports/gst', $query, null, $options));
    }

    /**
     * Make a month's GSTR-1 of a GSTIN, with the checks of it and what to mend.
     *
     * @param array{
     *     period: string|null,
     *     gstin?: string|null,
     *     store?: string|null,
     *     hsn_digits?: '4'|'6'|'8'|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function gstFile(array $query, ?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/v1/reports/gst', ['format' => 'gstn'] + $query, null, $options, '*/*'));
    }
}
