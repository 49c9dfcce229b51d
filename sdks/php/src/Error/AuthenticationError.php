<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 401: the key is missing, mistyped, unknown, revoked or expired. */
class AuthenticationError extends ApiError
{
}
