<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Model\IdempotencyKey;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of idempotency keys.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class IdempotencyKeys extends Service
{
    /**
     * Say what a key made.
     *
     * @param string $key The Idempotency-Key of a request.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $key, ?RequestOptions $options = null): IdempotencyKey
    {
        return IdempotencyKey::read($this->sender->send('GET', '/v1/idempotency-keys/' . self::part('key', $key), [], null, $options));
    }
}
