<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 400, and every 4xx that has no class of its own: the request cannot be read or used. */
class BadRequestError extends ApiError
{
}
