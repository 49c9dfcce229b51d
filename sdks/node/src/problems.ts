/** From an answer to its value or to the error that it means. */

import * as errors from "./errors.js";
import { parse } from "./json.js";
import { retryAfterOf } from "./retries.js";
import type { WireAnswer } from "./transport.js";

const CLASSES: Readonly<Record<number, new (facts: errors.ProblemFacts) => errors.ApiError>> = {
  401: errors.AuthenticationError,
  403: errors.PermissionError,
  404: errors.NotFoundError,
  409: errors.ConflictError,
  412: errors.ConflictError,
  422: errors.ValidationError,
  429: errors.RateLimitError,
};

const SHOWN = 80;

/** Read a JSON object; throws NotAnAnswerError. */
export function objectOf(answer: WireAnswer, exact: boolean): Record<string, unknown> {
  const value = valueOf(answer, exact);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notAnAnswer(answer, textOf(answer));
  return value as Record<string, unknown>;
}

/** Read any JSON; throws NotAnAnswerError. */
export function valueOf(answer: WireAnswer, exact: boolean): unknown {
  const text = textOf(answer);
  try {
    return parse(text, exact);
  } catch (cause) {
    throw notAnAnswer(answer, text, cause);
  }
}

/** The error that an answer with another status than expected is. */
export function errorOf(answer: WireAnswer): errors.SaathiXError {
  const rawBody = textOf(answer);
  if (answer.status < 400) return notAnAnswer(answer, rawBody);
  let body: Record<string, unknown>;
  try {
    body = objectOf(answer, false);
  } catch (error) {
    return error as errors.NotAnAnswerError;
  }
  if (typeof body.code !== "string") return notAnAnswer(answer, rawBody);
  const Class = CLASSES[answer.status] ?? (answer.status >= 500 ? errors.ServerError : errors.BadRequestError);
  return new Class({
    status: answer.status,
    code: body.code,
    title: text(body.title),
    detail: text(body.detail),
    type: text(body.type),
    requestId: text(body.request_id) ?? answer.headers["request-id"] ?? null,
    retryable: body.retryable === true,
    retryAfter: retryAfterOf(answer.headers),
    errors: Array.isArray(body.errors) ? (body.errors as errors.ApiFault[]) : [],
    headers: answer.headers,
    body,
    rawBody,
  });
}

export function textOf(answer: WireAnswer): string {
  const { buffer, byteOffset, byteLength } = answer.body;
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Say what came instead of an answer, and what is usually the cause. */
export function notAnAnswer(answer: WireAnswer, rawBody: string, cause?: unknown): errors.NotAnAnswerError {
  const facts = { status: answer.status, headers: answer.headers, rawBody };
  return new errors.NotAnAnswerError(`${sentence(answer, rawBody)} (${answer.url})`, facts, { cause });
}

function sentence(answer: WireAnswer, rawBody: string): string {
  const { status, headers } = answer;
  const head = JSON.stringify(rawBody.slice(0, SHOWN));
  if (status >= 300 && status < 400) {
    return `The server redirects (${status}) to ${headers.location ?? "nowhere"}, which is never followed: the key would go along. Is the base URL right, https and all?`;
  }
  if (/html/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype|html)/i.test(rawBody)) {
    return status >= 400
      ? `The answer is HTML with status ${status}, so a proxy, firewall or another server spoke, not the API: ${head}. If it stays, check the base URL.`
      : `The answer is HTML, not JSON, so another server or a proxy's page answers there: is the base URL right? It begins ${head}`;
  }
  if (rawBody === "") return `The answer (${status}) is empty where JSON was expected: does a proxy drop the body, is the base URL right?`;
  if (/^\s*[[{"]/.test(rawBody) && !complete(rawBody)) return `The JSON of the answer (${status}) ends in the middle or is broken; a proxy may have cut it. It begins ${head}`;
  if (status >= 400) return `The answer (${status}) is JSON without a code, so not the API's: is the base URL right? It is ${head}`;
  return `The answer (${status}) is no JSON object, so not the API's: is the base URL right? It begins ${head}`;
}

function complete(rawBody: string): boolean {
  try {
    JSON.parse(rawBody);
    return true;
  } catch {
    return false;
  }
}
