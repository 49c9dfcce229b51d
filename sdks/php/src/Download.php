<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Http\Response;

/** A file of the API: a receipt in HTML or PDF, a CSV table. */
final class Download implements \Stringable
{
    public readonly string $content_type;
    public readonly string $content;

    public function __construct(public readonly Response $response)
    {
        $this->content_type = $response->header('content-type') ?? 'application/octet-stream';
        $this->content = $response->body;
    }

    /** Write it to a file; fails loudly. */
    public function save(string $path): void
    {
        if (@file_put_contents($path, $this->content) !== \strlen($this->content)) {
            throw new Error\InvalidInputError("The file {$path} cannot be written.");
        }
    }

    public function __toString(): string
    {
        return $this->content;
    }
}
