<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 404: there is no such object, or no such address. */
class NotFoundError extends ApiError
{
}
