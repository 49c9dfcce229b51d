/** Every error of this package. `catch (e) { if (e instanceof ConflictError && e.code === "insufficient_stock") … }` */

import type { Fault, Problem } from "./generated/answers.js";

/** The one that all others extend. */
export class SaathiXError extends Error {
  /** How often it was tried, when a request was made. */
  attempts = 0;
  /** The Idempotency-Key of the request: with it the same request can be sent again later, and is done once. */
  idempotencyKey: string | null = null;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The client was made or called in a way that cannot work; nothing was sent. */
export class ConfigurationError extends SaathiXError {}

/** No answer came: no server, no route, or the connection was cut. `cause` is Node's own error. */
export class ApiConnectionError extends SaathiXError {}

/** No connection within `connectTimeout`, or no whole answer within `timeout`. */
export class ApiTimeoutError extends SaathiXError {}

/** A delivery of a webhook cannot be trusted; the message says why. */
export class WebhookSignatureError extends SaathiXError {
  /** As the doctor's findings: header_missing, header_malformed, body_parsed, signature_unknown, clock_off. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an answer was, for those who look closer. */
export interface AnswerFacts {
  status: number;
  headers: Readonly<Record<string, string>>;
  rawBody: string;
}

/** What came is not of the API: HTML, JSON cut off, a redirect, another server's JSON. */
export class NotAnAnswerError extends SaathiXError implements AnswerFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;

  constructor(message: string, facts: AnswerFacts, options?: { cause?: unknown }) {
    super(message, options);
    this.status = facts.status;
    this.headers = facts.headers;
    this.rawBody = facts.rawBody;
  }
}

/** A problem as the API tells it (RFC 9457). */
export interface ProblemFacts extends AnswerFacts {
  code: string;
  title: string | null;
  detail: string | null;
  type: string | null;
  requestId: string | null;
  retryable: boolean;
  retryAfter: number | null;
  errors: ReadonlyArray<ApiFault>;
  body: Readonly<Record<string, unknown>>;
}

/** The codes of this version, and any that a later API may add. */
export type ProblemCode = Problem["code"] | (string & {});

/** One thing that is wrong: where (a pointer into the body, or a query parameter), which, and its own facts such as `available`. */
export type ApiFault = Omit<Fault, "code"> & { code: string; [fact: string]: unknown };

/** The API refused, or failed. */
export class ApiError extends SaathiXError implements ProblemFacts {
  readonly status!: number;
  /** Stable; see https://api.saathix.com/docs/errors, or `client.errors.list()`. */
  readonly code!: ProblemCode;
  readonly title!: string | null;
  readonly detail!: string | null;
  readonly type!: string | null;
  /** Give it to support. */
  readonly requestId!: string | null;
  /** Whether the same request may do better later. */
  readonly retryable!: boolean;
  /** Seconds, from Retry-After. */
  readonly retryAfter!: number | null;
  /** Every fault of the request, not the first alone. */
  readonly errors!: ReadonlyArray<ApiFault>;
  readonly headers!: Readonly<Record<string, string>>;
  /** The problem document, parsed. */
  readonly body!: Readonly<Record<string, unknown>>;
  readonly rawBody!: string;

  constructor(facts: ProblemFacts) {
    super(told(facts));
    Object.assign(this, facts);
  }
}

/** 400, and every 4xx that has no class of its own. */
export class BadRequestError extends ApiError {}
/** 401: the key is missing, mistyped, revoked or expired. */
export class AuthenticationError extends ApiError {}
/** 403: the key may not do this. */
export class PermissionError extends ApiError {}
/** 404 */
export class NotFoundError extends ApiError {}
/** 409 and 412: the state does not allow it, such as insufficient_stock. */
export class ConflictError extends ApiError {}
/** 422: readable but wrong; `errors` names each fault with its pointer. */
export class ValidationError extends ApiError {}
/** 429: `retryAfter` says when again. */
export class RateLimitError extends ApiError {}
/** 5xx */
export class ServerError extends ApiError {}

function told({ status, code, title, detail, requestId, errors }: ProblemFacts): string {
  const faults = errors.map((fault) => `${fault.pointer ?? fault.parameter ?? ""} ${fault.detail ?? ""} (${fault.code})`.trim());
  const sentence = [detail ?? title ?? "", ...faults].filter(Boolean).join("; ");
  return `${status} ${code}: ${sentence}${requestId ? ` [${requestId}]` : ""}`;
}
