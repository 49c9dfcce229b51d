<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Http\Response;

/**
 * One page of a list. `foreach ($page as $item)` goes on over all further pages, asking for each when it gets there.
 *
 * @template-covariant T
 *
 * @implements \IteratorAggregate<int, T>
 */
final class Page implements \IteratorAggregate
{
    /**
     * @param list<T> $data The items of this page.
     * @param bool $has_more Whether there are further pages.
     * @param string|null $next_cursor Keep it to go on later.
     * @param \Closure(string): Page<T> $next
     */
    private function __construct(
        public readonly array $data,
        public readonly bool $has_more,
        public readonly ?string $next_cursor,
        public readonly Response $response,
        private readonly \Closure $next,
    ) {
    }

    /**
     * @template R
     *
     * @param callable(array<string, mixed>): R $read
     * @param \Closure(string): Page<R> $next
     *
     * @return Page<R>
     *
     * @internal
     */
    public static function read(Response $response, callable $read, \Closure $next): self
    {
        try {
            $fields = new Fields('the page', $response->json());
            $cursor = $fields->stringOrNull('next_cursor');

            return new self($fields->list('data', $read), $fields->bool('has_more'), $cursor, $response, $next);
        } catch (UnexpectedField $field) {
            throw Error\NotAnAnswerError::of($response, $field->getMessage());
        }
    }

    /** @return Page<T>|null the page behind this one, null behind the last */
    public function nextPage(): ?self
    {
        return $this->has_more && $this->next_cursor !== null ? ($this->next)($this->next_cursor) : null;
    }

    /** @return \Generator<int, Page<T>> this page and all behind it */
    public function pages(): \Generator
    {
        for ($page = $this; $page !== null; $page = $page->nextPage()) {
            yield $page;
        }
    }

    /** @return \Generator<int, T> the items of this page and of all behind it, numbered through */
    public function getIterator(): \Generator
    {
        $number = 0;
        foreach ($this->pages() as $page) {
            foreach ($page->data as $item) {
                yield $number++ => $item;
            }
        }
    }
}
