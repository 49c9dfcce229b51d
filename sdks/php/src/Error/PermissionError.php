<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 403: the key may not do this. */
class PermissionError extends ApiError
{
}
