/** A call: attempts, time-outs and waits, with one Idempotency-Key through all of them. */

import { randomUUID } from "node:crypto";

import { ApiTimeoutError, ConfigurationError, SaathiXError } from "./errors.js";
import { tell, type CallEvent } from "./hooks.js";
import { write } from "./json.js";
import { atLeast, type RequestOptions, type Settings } from "./options.js";
import { errorOf } from "./problems.js";
import { checkedPath, queryOf } from "./query.js";
import { delayBefore } from "./retries.js";
import { Stopper } from "./stopper.js";
import { StaleConnection, type Transport, type WireAnswer, type WireRequest } from "./transport.js";
import { VERSION } from "./version.js";

/** What is to be sent. `idempotent` sends an Idempotency-Key; `accepts` names statuses from 300 on that are answers too. */
export interface CallSpec {
  operation: string;
  method: string;
  path: string;
  query?: object;
  body?: unknown;
  idempotent?: boolean;
  accepts?: readonly number[];
  accept?: string;
}

/** An answer with how it came about. */
export interface Sent {
  answer: WireAnswer;
  attempts: number;
  idempotencyKey: string | null;
}

const KEY = /^[!#-~](?:[ -~]*[!-~])?$/;

export class Sender {
  readonly #settings: Settings;
  readonly #transport: Transport;
  readonly #agent: string;

  constructor(settings: Settings, transport: Transport) {
    this.#settings = settings;
    this.#transport = transport;
    this.#agent = `saathix-node/${VERSION} node/${process.versions.node} ${process.platform}${settings.appInfo ? ` ${settings.appInfo}` : ""}`;
  }

  close(): void {
    this.#transport.close();
  }

  /** Send until it is answered, refused, or of no more use. */
  async send(spec: CallSpec, options: RequestOptions = {}): Promise<Sent> {
    const idempotencyKey = spec.idempotent ? checkedKey(options.idempotencyKey) ?? `node-${randomUUID()}` : null;
    const wire = this.#wire(spec, options, idempotencyKey);
    const most = atLeast(0, "maxRetries", options.maxRetries ?? this.#settings.maxRetries);
    let retries = 0;
    let renewed = 0;
    for (;;) {
      const event = { operation: spec.operation, method: spec.method, path: spec.path, attempt: retries + renewed + 1, idempotencyKey };
      try {
        return { answer: await this.#attempt(spec, wire, options, event), attempts: event.attempt, idempotencyKey };
      } catch (error) {
        if (!(error instanceof SaathiXError)) throw this.#failed(event, error);
        error.attempts = event.attempt;
        error.idempotencyKey = idempotencyKey;
        const stale = error instanceof StaleConnection && renewed === 0;
        const delay = stale ? 0 : retries < most ? delayBefore(error, retries) : null;
        if (delay === null) throw this.#failed(event, error);
        tell(this.#settings.hooks.onRetry, { ...event, error, delayMilliseconds: delay * 1000 });
        if (stale) renewed += 1;
        else retries += 1;
        if (delay > 0) await this.#settings.sleep(delay * 1000, options.signal).catch((reason: unknown) => Promise.reject(this.#failed(event, reason)));
      }
    }
  }

  #failed(event: CallEvent, error: unknown): unknown {
    tell(this.#settings.hooks.onError, { ...event, error });
    return error;
  }

  async #attempt(spec: CallSpec, wire: WireRequest, options: RequestOptions, event: CallEvent): Promise<WireAnswer> {
    const { hooks } = this.#settings;
    const began = performance.now();
    tell(hooks.onRequest, event);
    const answer = await this.#limited(wire, options);
    tell(hooks.onResponse, {
      ...event,
      status: answer.status,
      requestId: answer.headers["request-id"] ?? null,
      milliseconds: performance.now() - began,
      replayed: answer.headers["idempotent-replayed"] === "true",
      rateLimit: answer.headers.ratelimit ?? null,
    });
    if (answer.status < 200 || (answer.status >= 300 && !spec.accepts?.includes(answer.status))) throw errorOf(answer);
    return answer;
  }

  /** One exchange, stopped by its time-out or by the caller's signal. */
  async #limited(wire: WireRequest, options: RequestOptions): Promise<WireAnswer> {
    const { signal } = options;
    if (signal?.aborted) throw signal.reason;
    const timeout = atLeast(1, "timeout", options.timeout ?? this.#settings.timeout);
    const late = (): Error => new ApiTimeoutError(`No whole answer from ${new URL(wire.url).host} within ${timeout} ms`);
    const stopper = new Stopper(timeout, late, signal);
    try {
      return await this.#transport.send(wire, stopper);
    } finally {
      stopper.done();
    }
  }

  #wire(spec: CallSpec, options: RequestOptions, idempotencyKey: string | null): WireRequest {
    const body = spec.body === undefined ? undefined : write(spec.body);
    const headers: Record<string, string> = {
      Authorization: `Bearer ${this.#settings.apiKey}`,
      Accept: spec.accept ?? "application/json",
      "API-Version": options.apiVersion ?? this.#settings.apiVersion,
      "User-Agent": this.#agent,
    };
    if (idempotencyKey !== null) headers["Idempotency-Key"] = idempotencyKey;
    if (options.ifMatch !== undefined) headers["If-Match"] = options.ifMatch;
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      headers["Content-Length"] = String(Buffer.byteLength(body));
    }
    Object.assign(headers, options.headers);
    const url = this.#settings.baseUrl + checkedPath(spec.path) + queryOf(spec.query);
    return { method: spec.method, url, headers, body, connectTimeout: this.#settings.connectTimeout };
  }
}

function checkedKey(key: string | undefined): string | undefined {
  if (key !== undefined && (!KEY.test(key) || key.length > 255)) {
    throw new ConfigurationError(`An Idempotency-Key is 1 to 255 printable ASCII characters; ${JSON.stringify(key)} is not`);
  }
  return key;
}
