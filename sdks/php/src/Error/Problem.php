<?php

declare(strict_types=1);

namespace SaathiX\Error;

use SaathiX\Http\Response;
use SaathiX\Json;

/** Makes the right error of an answer that is no success. */
final class Problem
{
    private const KINDS = [
        401 => AuthenticationError::class,
        403 => PermissionError::class,
        404 => NotFoundError::class,
        409 => ConflictError::class,
        412 => ConflictError::class,
        422 => ValidationError::class,
        429 => RateLimitError::class,
    ];

    public static function of(Response $response): ApiError|NotAnAnswerError
    {
        if ($response->status < 400) {
            return self::redirect($response);
        }
        try {
            $problem = Json::object($response);
        } catch (NotAnAnswerError $error) {
            return $error;
        }
        if (!\is_string($problem['code'] ?? null)) {
            $what = 'it is JSON, but no error of the API. Is the base URL right, or does a gateway answer in its place?';

            return NotAnAnswerError::of($response, $what);
        }

        return self::error($response, $problem, $problem['code']);
    }

    /** @param array<string, mixed> $problem */
    private static function error(Response $response, array $problem, string $code): ApiError
    {
        $kind = self::KINDS[$response->status] ?? ($response->status >= 500 ? ServerError::class : BadRequestError::class);
        $errors = [];
        foreach (\is_array($problem['errors'] ?? null) ? $problem['errors'] : [] as $fault) {
            if (\is_array($fault)) {
                /** @var array<string, mixed> $fault */
                $errors[] = ErrorDetail::from($fault);
            }
        }
        $text = static fn (string $name): ?string => \is_string($problem[$name] ?? null) ? $problem[$name] : null;
        $id = $text('request_id') ?? $response->header('request-id');
        $message = "{$response->status} {$code}: " . ($text('detail') ?? $text('title') ?? 'no detail was given');
        foreach ($errors as $fault) {
            $message .= "\n  {$fault}";
        }

        return new $kind(
            $message . ($id === null ? '' : "\n  (request {$id})"),
            $response->status,
            $code,
            $text('title'),
            $text('detail'),
            $id,
            $errors,
            ($problem['retryable'] ?? false) === true,
            $response->retryAfter(),
            $response,
        );
    }

    private static function redirect(Response $response): NotAnAnswerError
    {
        $to = $response->header('location') ?? 'nowhere';
        $what = "it redirects to {$to}. Redirects are not followed, they could carry your key elsewhere: is the base URL "
            . 'right (https, no path), or does a login page or a proxy stand in between?';

        return NotAnAnswerError::of($response, $what);
    }
}
