<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Download;
use SaathiX\Model\Health;
use SaathiX\Model\Readiness;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of system.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class System extends Service
{
    /**
     * Answer as long as the process can.
     *
     * @throws \SaathiX\Error\SaathiXError
     */
    public function alive(?RequestOptions $options = null): Health
    {
        return Health::read($this->sender->send('GET', '/healthz', [], null, $options));
    }

    /**
     * Name each thing that a request can need, and whether it answers.
     *
     * @throws \SaathiX\Error\SaathiXError
     */
    public function ready(?RequestOptions $options = null): Readiness
    {
        return Readiness::read($this->sender->send('GET', '/readyz', [], null, $options, alsoFine: [503]));
    }

    /**
     * Read the quickstart and try every operation, in a browser.
     *
     * @throws \SaathiX\Error\SaathiXError
     */
    public function docs(?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/docs', [], null, $options, '*/*'));
    }

    /**
     * Fetch a style sheet, a script or an image of these pages.
     *
     * @param string $name The name of a file.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function docsAsset(string $name, ?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/docs/assets/' . self::part('name', $name), [], null, $options, '*/*'));
    }

    /**
     * Read the list of all problem types.
     *
     * @throws \SaathiX\Error\SaathiXError
     */
    public function errorPages(?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/docs/errors', [], null, $options, '*/*'));
    }

    /**
     * Read what a problem type means and what to do.
     *
     * @param string $code A code of a problem.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function errorPage(string $code, ?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/docs/errors/' . self::part('code', $code), [], null, $options, '*/*'));
    }

    /**
     * Fetch this document: the whole API as OpenAPI 3.1.
     *
     * @return array<string, mixed>
     * @throws \SaathiX\Error\SaathiXError
     */
    public function openapi(?RequestOptions $options = null): array
    {
        return $this->sender->send('GET', '/openapi.json', [], null, $options)->json();
    }
}
