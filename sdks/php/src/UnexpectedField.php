<?php

declare(strict_types=1);

namespace SaathiX;

/** A field is missing, or of another type than the API promises. */
final class UnexpectedField extends Error\SaathiXError
{
}
