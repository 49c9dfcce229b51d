<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** The server could not be reached, or the connection broke before its answer was complete. */
class ApiConnectionError extends SaathiXError
{
}
