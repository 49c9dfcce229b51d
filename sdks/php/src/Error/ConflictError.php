<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 409 or 412: the state of things forbids it, such as short stock or a changed object. */
class ConflictError extends ApiError
{
}
