/** What a method returns: a promise of the value that can also tell of the answer. */

import { SaathiXError } from "./errors.js";
import { textOf } from "./problems.js";
import type { Sent } from "./sender.js";

/** The answer behind a value. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  readonly apiVersion: string | null;
  /** For `ifMatch`. */
  readonly etag: string | null;
  readonly idempotencyKey: string | null;
  /** It is the stored answer of an earlier request with this key. */
  readonly replayed: boolean;
  readonly attempts: number;
  readonly rawBody: string;
}

/** `await call` is the value; `await call.withAnswer()` is the value and the answer. */
export class Call<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "Call";
  readonly #sent: Promise<Sent>;
  readonly #value: Promise<T>;

  constructor(sent: Promise<Sent>, read: (sent: Sent) => T) {
    this.#sent = sent;
    this.#value = sent.then((got) => readBy(got, read));
  }

  async withAnswer(): Promise<{ value: T; answer: Answer }> {
    return { value: await this.#value, answer: answerOf(await this.#sent) };
  }

  // eslint-disable-next-line unicorn/no-thenable -- it is a promise
  then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.#value.then(done, failed);
  }

  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#value.catch(failed);
  }

  finally(last?: (() => void) | null): Promise<T> {
    return this.#value.finally(last);
  }
}

function readBy<T>(sent: Sent, read: (sent: Sent) => T): T {
  try {
    return read(sent);
  } catch (error) {
    if (error instanceof SaathiXError) Object.assign(error, { attempts: sent.attempts, idempotencyKey: sent.idempotencyKey });
    throw error;
  }
}

export function answerOf({ answer, attempts, idempotencyKey }: Sent): Answer {
  const { status, headers } = answer;
  return {
    status,
    headers,
    requestId: headers["request-id"] ?? null,
    apiVersion: headers["api-version"] ?? null,
    etag: headers.etag ?? null,
    idempotencyKey,
    replayed: headers["idempotent-replayed"] === "true",
    attempts,
    rawBody: textOf(answer),
  };
}
