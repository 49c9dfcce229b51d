<?php

declare(strict_types=1);

namespace SaathiX\Error;

use SaathiX\Http\Response;

/** The API refused the request, or failed; the message names every fault and the request id. */
class ApiError extends SaathiXError
{
    /**
     * @param int $status The HTTP status.
     * @param string $errorCode Stable name of the refusal, such as `insufficient_stock`.
     * @param string|null $requestId Tell it to support.
     * @param list<ErrorDetail> $errors Every fault of the input.
     * @param bool $retryable Whether the same request may succeed later.
     * @param int|null $retryAfter Seconds the server asks to wait.
     */
    final public function __construct(
        string $message,
        public readonly int $status,
        public readonly string $errorCode,
        public readonly ?string $title,
        public readonly ?string $detail,
        public readonly ?string $requestId,
        public readonly array $errors,
        public readonly bool $retryable,
        public readonly ?int $retryAfter,
        public readonly Response $response,
    ) {
        parent::__construct($message, $status);
    }

    /** The answer's body, byte for byte. */
    public function rawBody(): string
    {
        return $this->response->body;
    }
}
