/** The same exchange over a fetch that the caller gives. */

import { ApiConnectionError } from "./errors.js";
import type { Transport } from "./transport.js";

/** The part of fetch that is used. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  redirect: "manual";
  body?: string;
  // eslint-disable-next-line -- any: the global fetch wants its own AbortSignal type, which is not named here
  signal: any;
}

export interface FetchAnswer {
  readonly status: number;
  readonly headers: { forEach(each: (value: string, name: string) => void): void };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Send through a fetch. */
export function fetchTransport(fetch: FetchLike): Transport {
  return {
    close: () => undefined,
    send: async ({ method, url, headers, body }, stopper) => {
      const controller = new AbortController();
      stopper.onStop = (reason) => controller.abort(reason);
      try {
        const init = { method, headers, signal: controller.signal, redirect: "manual" as const };
        const answer = await fetch(url, body === undefined ? init : { ...init, body });
        const named: Record<string, string> = {};
        answer.headers.forEach((value, name) => void (named[name.toLowerCase()] = value));
        return { status: answer.status, headers: named, body: new Uint8Array(await answer.arrayBuffer()), url };
      } catch (error) {
        if (stopper.stopped) throw stopper.reason;
        const why = (error as { cause?: { code?: string } }).cause?.code ?? String(error);
        throw new ApiConnectionError(`No answer from ${new URL(url).host}: is the server started, is the base URL right? (${why})`, { cause: error });
      }
    },
  };
}
