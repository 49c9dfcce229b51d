/** Hooks for logs and figures. They are told neither keys nor bodies nor queries: those may hold phones. */

import type { SaathiXError } from "./errors.js";

export interface CallEvent {
  /** The operationId, or "raw". */
  operation: string;
  method: string;
  path: string;
  /** From 1. */
  attempt: number;
  idempotencyKey: string | null;
}

export interface ResponseEvent extends CallEvent {
  status: number;
  requestId: string | null;
  milliseconds: number;
  /** The answer is the stored one of an earlier request with this key. */
  replayed: boolean;
  /** What is left of the key's limits, as the RateLimit header says. */
  rateLimit: string | null;
}

export interface RetryEvent extends CallEvent {
  error: SaathiXError;
  delayMilliseconds: number;
}

export interface FailureEvent extends CallEvent {
  error: unknown;
}

export interface Hooks {
  onRequest?: (event: CallEvent) => void;
  onResponse?: (event: ResponseEvent) => void;
  onRetry?: (event: RetryEvent) => void;
  onError?: (event: FailureEvent) => void;
}

/** Tell a hook; one that throws is warned of, since a broken log must not break a sale. */
export function tell<E>(hook: ((event: E) => void) | undefined, event: E): void {
  if (hook === undefined) return;
  try {
    hook(event);
  } catch (error) {
    process.emitWarning(`a hook of @saathix/node threw: ${error}`);
  }
}
