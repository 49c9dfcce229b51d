<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 5xx: it went wrong on our side; `retryable` says whether trying again helps. */
class ServerError extends ApiError
{
}
