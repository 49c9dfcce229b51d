/** Lists: a page, and every item of all pages as the language iterates. */

import { Call } from "./call.js";
import type { Sent } from "./sender.js";

/** One page of a list. */
export class Page<T> implements AsyncIterable<T> {
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
  readonly #follow: (cursor: string) => PageCall<T>;

  constructor(body: { data: T[]; has_more: boolean; next_cursor: string | null }, follow: (cursor: string) => PageCall<T>) {
    this.data = body.data;
    this.has_more = body.has_more;
    this.next_cursor = body.next_cursor;
    this.#follow = follow;
  }

  /** The next page with the same filters, or null after the last. */
  async nextPage(): Promise<Page<T> | null> {
    return this.has_more && this.next_cursor ? this.#follow(this.next_cursor) : null;
  }

  /** Items from this page on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let page: Page<T> | null = this; page !== null; page = await page.nextPage()) yield* page.data;
  }
}

/** `await list` is the first page; `for await (const item of list)` is every item, page by page as it is needed. */
export class PageCall<T> extends Call<Page<T>> implements AsyncIterable<T> {
  constructor(sent: Promise<Sent>, read: (sent: Sent) => Page<T>) {
    super(sent, read);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this;
  }

  /** Page by page. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    for (let page: Page<T> | null = await this; page !== null; page = await page.nextPage()) yield page;
  }

  /** Every item at once, `most` of them when given. */
  async toArray(most = Number.POSITIVE_INFINITY): Promise<T[]> {
    const found: T[] = [];
    if (most <= 0) return found;
    for await (const item of this) {
      found.push(item);
      if (found.length >= most) break;
    }
    return found;
  }
}
