<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 429: the key has used up its requests; `retryAfter` says for how many seconds. */
class RateLimitError extends ApiError
{
}
