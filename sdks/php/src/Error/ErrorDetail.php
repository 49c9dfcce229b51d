<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** One fault of a request: where it is, what it is called, what it means. */
final class ErrorDetail
{
    /**
     * @param string|null $pointer Where in the body, as `/items/0/qty`.
     * @param string|null $parameter Which parameter of the query.
     * @param string $code Stable name of the fault.
     * @param string $detail A sentence about it.
     * @param array<string, mixed> $facts All that was said of it, such as `wanted` and `available`.
     */
    public function __construct(
        public readonly ?string $pointer,
        public readonly ?string $parameter,
        public readonly string $code,
        public readonly string $detail,
        public readonly array $facts,
    ) {
    }

    /** @param array<string, mixed> $facts */
    public static function from(array $facts): self
    {
        $text = static fn (string $name): ?string => \is_string($facts[$name] ?? null) ? $facts[$name] : null;

        return new self($text('pointer'), $text('parameter'), $text('code') ?? '', $text('detail') ?? '', $facts);
    }

    public function __toString(): string
    {
        return trim(($this->pointer ?? $this->parameter ?? '') . ' ' . $this->code . ': ' . $this->detail);
    }
}
