/** The client. */

import { Call, answerOf, type Answer } from "./call.js";
import { AnsweringCaller } from "./caller.js";
import { Resources } from "./generated/index.js";
import { settingsFrom, type ClientOptions, type MoneyKind, type RequestOptions } from "./options.js";
import { valueOf } from "./problems.js";
import { Sender, type CallSpec } from "./sender.js";
import { nodeTransport } from "./transport.js";
import { fetchTransport } from "./transport_fetch.js";

/** A request to any address of the API, also one that this version does not know. */
export interface RawRequest {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Beginning with /, such as /v1/invoices. */
  path: string;
  query?: object;
  body?: unknown;
}

/** `body` is the parsed JSON, or null where the answer is none. */
export interface RawAnswer<T = unknown> extends Answer {
  readonly body: T;
}

type DecimalOf<K extends MoneyKind> = K extends "string" ? string : number;

/**
 * `new SaathiX("sk_live_…")`, or `new SaathiX()` with SAATHIX_SECRET_KEY set.
 *
 * One client per process: it keeps its connections. It may be shared by any number of calls at a time.
 */
export class SaathiX<K extends MoneyKind = "number"> extends Resources<DecimalOf<K>> {
  readonly #sender: Sender;
  readonly #exact: boolean;

  constructor(apiKey?: string | ClientOptions<K>, options: ClientOptions<K> = {}) {
    const given = typeof apiKey === "string" ? { ...options, apiKey } : { ...options, ...apiKey };
    const settings = settingsFrom(given);
    const sender = new Sender(settings, given.fetch ? fetchTransport(given.fetch) : nodeTransport(given.agent));
    super(new AnsweringCaller(sender, settings.exact));
    this.#sender = sender;
    this.#exact = settings.exact;
  }

  /** The way out: any request, with the same key, retries, time-outs and errors. A 304 that was asked for is an answer. */
  request<T = unknown>(raw: RawRequest, options?: RequestOptions): Call<RawAnswer<T>> {
    const spec: CallSpec = { ...raw, operation: "raw", idempotent: raw.method !== "GET", accepts: [304], accept: "*/*" };
    return new Call(this.#sender.send(spec, options), (sent) => {
      const answer = answerOf(sent);
      const json = /json/.test(answer.headers["content-type"] ?? "") && answer.rawBody !== "";
      return { ...answer, body: (json ? valueOf(sent.answer, this.#exact) : null) as T };
    });
  }

  /** Close the kept connections. A process ends without it, too. */
  close(): void {
    this.#sender.close();
  }
}
