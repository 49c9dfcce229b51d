<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Model\ErrorCatalogue;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of errors.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class Errors extends Service
{
    /**
     * List every code, what it means and what to do.
     *
     * @throws \SaathiX\Error\SaathiXError
     */
    public function list(?RequestOptions $options = null): ErrorCatalogue
    {
        return ErrorCatalogue::read($this->sender->send('GET', '/v1/errors', [], null, $options));
    }
}
