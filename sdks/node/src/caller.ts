/** What resources call, and how answers are read for them. */

import { Call } from "./call.js";
import type { RequestOptions } from "./options.js";
import { Page, PageCall } from "./pages.js";
import { notAnAnswer, objectOf, textOf } from "./problems.js";
import type { CallSpec, Sender, Sent } from "./sender.js";

export { Call } from "./call.js";
export type { Decimal } from "./json.js";
export type { RequestOptions } from "./options.js";
export { PageCall } from "./pages.js";

/** A file that was answered: a receipt, a page of the documentation. */
export interface Download {
  contentType: string;
  data: Uint8Array;
  text(): string;
}

export interface Caller {
  call<T>(spec: CallSpec, options?: RequestOptions): Call<T>;
  page<T>(spec: CallSpec, options?: RequestOptions): PageCall<T>;
  text(spec: CallSpec, options?: RequestOptions): Call<string>;
  download(spec: CallSpec, options?: RequestOptions): Call<Download>;
}

/** Reads JSON, pages, text and files. */
export class AnsweringCaller implements Caller {
  readonly #sender: Sender;
  readonly #exact: boolean;

  constructor(sender: Sender, exact: boolean) {
    this.#sender = sender;
    this.#exact = exact;
  }

  call<T>(spec: CallSpec, options?: RequestOptions): Call<T> {
    return new Call(this.#sender.send(spec, options), ({ answer }) => objectOf(answer, this.#exact) as T);
  }

  page<T>(spec: CallSpec, options?: RequestOptions): PageCall<T> {
    const follow = (cursor: string): PageCall<T> => this.page({ ...spec, query: { ...spec.query, cursor } }, options);
    return new PageCall(this.#sender.send(spec, options), (sent) => new Page<T>(this.#pageBody(sent), follow));
  }

  text(spec: CallSpec, options?: RequestOptions): Call<string> {
    return new Call(this.#sender.send({ ...spec, accept: "*/*" }, options), ({ answer }) => textOf(answer));
  }

  download(spec: CallSpec, options?: RequestOptions): Call<Download> {
    return new Call(this.#sender.send({ ...spec, accept: "*/*" }, options), ({ answer }) => ({
      contentType: answer.headers["content-type"] ?? "application/octet-stream",
      data: answer.body,
      text: () => textOf(answer),
    }));
  }

  #pageBody<T>({ answer }: Sent): { data: T[]; has_more: boolean; next_cursor: string | null } {
    const body = objectOf(answer, this.#exact);
    if (!Array.isArray(body.data)) throw notAnAnswer(answer, textOf(answer));
    return { data: body.data as T[], has_more: body.has_more === true, next_cursor: (body.next_cursor as string | null | undefined) ?? null };
  }
}
