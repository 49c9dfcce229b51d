<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** Whatever this SDK throws is one of these. */
class SaathiXError extends \RuntimeException
{
}
