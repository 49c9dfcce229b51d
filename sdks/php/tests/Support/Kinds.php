<?php

declare(strict_types=1);

namespace SaathiX\Tests\Support;

use SaathiX\Error;

/** The words of sdks/vectors for the classes of errors. */
final class Kinds
{
    public const CLASSES = [
        'bad_request' => Error\BadRequestError::class,
        'authentication' => Error\AuthenticationError::class,
        'permission' => Error\PermissionError::class,
        'not_found' => Error\NotFoundError::class,
        'conflict' => Error\ConflictError::class,
        'validation' => Error\ValidationError::class,
        'rate_limit' => Error\RateLimitError::class,
        'server' => Error\ServerError::class,
        'not_an_answer' => Error\NotAnAnswerError::class,
        'connection' => Error\ApiConnectionError::class,
        'timeout' => Error\ApiTimeoutError::class,
    ];
}
