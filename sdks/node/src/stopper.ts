/** Stops one attempt: at its time-out or when the caller's signal says so. Lighter than an AbortController, made for each call. */

import type { Signal } from "./options.js";

export class Stopper {
  stopped = false;
  reason: unknown = undefined;
  /** What is to be done then; set by whoever does the work. */
  onStop: ((reason: unknown) => void) | null = null;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: Signal | undefined;
  readonly #aborted = (): void => this.#stop(this.#signal?.reason);

  constructor(milliseconds: number, late: () => Error, signal: Signal | undefined) {
    this.#timer = setTimeout(() => this.#stop(late()), milliseconds);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#aborted, { once: true });
  }

  /** The work is done: nothing is stopped any more. */
  done(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#aborted);
    this.onStop = null;
  }

  #stop(reason: unknown): void {
    this.stopped = true;
    this.reason = reason;
    this.onStop?.(reason);
  }
}
