<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Http\Sender;

/** What every group of operations is made with. */
abstract class Service
{
    final public function __construct(protected readonly Sender $sender)
    {
    }

    /**
     * @template T
     *
     * @param array<string, mixed> $query
     * @param callable(array<string, mixed>): T $read
     *
     * @return Page<T>
     */
    protected function page(string $path, array $query, ?RequestOptions $options, callable $read): Page
    {
        $next = fn (string $cursor): Page => $this->page($path, ['cursor' => $cursor] + $query, $options, $read);

        return Page::read($this->sender->send('GET', $path, $query, null, $options), $read, $next);
    }

    /** A part of a path, escaped; an empty one would ask for something else. */
    protected static function part(string $name, string $value): string
    {
        if (trim($value) === '' || $value === '.' || $value === '..') {
            throw new Error\InvalidInputError("\"{$value}\" cannot be the {$name} of this request.");
        }

        return rawurlencode($value);
    }
}
