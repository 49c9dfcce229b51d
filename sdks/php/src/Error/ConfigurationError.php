<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** The client cannot be made so: no key, a base URL that is none, or a value out of range. */
class ConfigurationError extends SaathiXError
{
}
