<?php

declare(strict_types=1);

namespace SaathiX\Http;

use SaathiX\Error\ApiConnectionError;

/** Carries one request to the server; put your own in to test, or to go another way. */
interface Transport
{
    /** @throws ApiConnectionError when no whole answer came; an ApiTimeoutError when it did not come in time */
    public function send(Request $request): Response;
}
