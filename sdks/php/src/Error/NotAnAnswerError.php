<?php

declare(strict_types=1);

namespace SaathiX\Error;

use SaathiX\Http\Response;

/** What came back is not the API's: HTML, JSON that is cut off, a redirect. The message says what to look at. */
class NotAnAnswerError extends SaathiXError
{
    final public function __construct(
        string $message,
        public readonly int $status,
        public readonly ?string $requestId,
        public readonly Response $response,
    ) {
        parent::__construct($message, $status);
    }

    public static function of(Response $response, string $what): self
    {
        $id = $response->header('request-id');
        $where = "{$response->method} {$response->url} was answered with status {$response->status}";

        return new self("{$where}: {$what}" . ($id === null ? '' : " (request {$id})"), $response->status, $id, $response);
    }

    /** Whether a proxy says that it could not reach the API, which may pass. */
    public function isPassing(): bool
    {
        return \in_array($this->status, [502, 503, 504], true);
    }

    /** The answer's body, byte for byte. */
    public function rawBody(): string
    {
        return $this->response->body;
    }
}
