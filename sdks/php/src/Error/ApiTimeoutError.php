<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** No answer came in time. */
class ApiTimeoutError extends ApiConnectionError
{
}
