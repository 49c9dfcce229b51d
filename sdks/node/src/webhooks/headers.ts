/** Headers in any form that frameworks give, and the signature in them. */

import { WebhookSignatureError } from "../errors.js";

/** What `get` answers for, such as the Headers of fetch. */
interface HeadersLike {
  get(name: string): string | null | undefined;
}

/** All headers of the request, as Node, Express or fetch give them, or the value of X-Billkart-Signature alone. */
export type WebhookHeaders = string | HeadersLike | Readonly<Record<string, string | readonly string[] | undefined>>;

/** When it was signed, with which marks (hex), and under which id when it is a Standard Webhooks signature. */
export interface Signature {
  timestamp: number;
  marks: readonly string[];
  id: string | null;
}

export const SIGNATURE_HEADER = "X-Billkart-Signature";
export const STANDARD_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

const TIME = /^\d{1,12}$/;

/** Read the signature: ours, else that of Standard Webhooks. Throws WebhookSignatureError. */
export function signatureOf(headers: WebhookHeaders): Signature {
  const header = headerOf(headers, SIGNATURE_HEADER) ?? (typeof headers === "string" ? headers : undefined);
  if (header) return ours(header);
  const [id, time, signature] = STANDARD_HEADERS.map((name) => headerOf(headers, name));
  if (id && time && signature) return standard(id, time, signature);
  throw new WebhookSignatureError("header_missing", `There is no ${SIGNATURE_HEADER} header. Pass all headers of the request; does a proxy or framework drop it?`);
}

/** One header, whatever the case of its name. */
export function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers === "string" || headers === null || headers === undefined) return undefined;
  if (typeof (headers as HeadersLike).get === "function") return (headers as HeadersLike).get(name) ?? undefined;
  const wanted = name.toLowerCase();
  const found = Object.entries(headers).find(([given]) => given.toLowerCase() === wanted)?.[1];
  return Array.isArray(found) ? found.join(",") : (found as string | undefined);
}

function ours(header: string): Signature {
  const parts = header.split(",").map((part) => part.trim().split(/=(.*)/s));
  const times = parts.filter(([name]) => name === "t").map(([, value]) => value ?? "");
  const marks = parts.filter(([name, value]) => name === "v1" && /^[0-9a-f]{64}$/i.test(value ?? "")).map(([, value]) => (value ?? "").toLowerCase());
  const [time = ""] = times;
  if (times.length !== 1 || !TIME.test(time)) throw malformed("the time is missing, doubled or no number");
  if (marks.length === 0) throw malformed("v1 is missing, cut off or not hexadecimal");
  return { timestamp: Number(time), marks, id: null };
}

function malformed(what: string): WebhookSignatureError {
  return new WebhookSignatureError("header_malformed", `${SIGNATURE_HEADER} is t=<unix time>,v1=<64 hex digits>; here ${what}`);
}

function standard(id: string, time: string, signature: string): Signature {
  const marks = signature.split(" ").filter((mark) => /^v1,[A-Za-z0-9+/]{43}=$/.test(mark)).map((mark) => Buffer.from(mark.slice(3), "base64").toString("hex"));
  if (!TIME.test(time)) throw new WebhookSignatureError("header_malformed", "webhook-timestamp is a Unix time, digits alone");
  if (marks.length === 0) throw new WebhookSignatureError("header_malformed", "webhook-signature is v1,<base64 of 32 bytes>");
  return { timestamp: Number(time), marks, id };
}
