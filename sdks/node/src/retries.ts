/** What is tried again, and after how long. */

import { ApiConnectionError, ApiError, ApiTimeoutError, NotAnAnswerError } from "./errors.js";

const FIRST_SECONDS = 0.5;
const MOST_SECONDS = 8;
const JITTER = 0.25;
const LONGEST_RETRY_AFTER_SECONDS = 60;
const PROXY_STATUSES = new Set([502, 503, 504]);

/** Seconds to wait before trying again, or null when it is of no use. `retries` is how many were made. */
export function delayBefore(error: unknown, retries: number, random: () => number = Math.random): number | null {
  if (!mayDoBetter(error)) return null;
  const asked = error instanceof ApiError || error instanceof NotAnAnswerError ? retryAfterOf(error.headers) : null;
  if (asked !== null) return asked > LONGEST_RETRY_AFTER_SECONDS ? null : asked * (1 + JITTER * random());
  return Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** retries * (1 - JITTER + 2 * JITTER * random()));
}

function mayDoBetter(error: unknown): boolean {
  if (error instanceof ApiConnectionError || error instanceof ApiTimeoutError) return true;
  if (error instanceof NotAnAnswerError) return PROXY_STATUSES.has(error.status);
  if (!(error instanceof ApiError)) return false;
  if (error.status === 409) return error.code === "idempotency_key_in_use";
  return error.status === 429 || (error.status >= 500 && error.retryable);
}

/** The seconds of Retry-After, given as such or as a date. */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now = Date.now()): number | null {
  const value = headers["retry-after"]?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}
