<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** What was handed to the SDK cannot be sent: an empty id, a computed float as money. */
class InvalidInputError extends SaathiXError
{
}
