/** Signing and verifying the raw body of a delivery. */

import { createHmac, timingSafeEqual } from "node:crypto";

import { ConfigurationError, SaathiXError, WebhookSignatureError } from "../errors.js";
import { parse, type Decimal } from "../json.js";
import type { WebhookEvent } from "./events.js";
import { SIGNATURE_HEADER, signatureOf, type Signature, type WebhookHeaders } from "./headers.js";

/** The body as it came in, before any parser. */
export type RawBody = string | Uint8Array | ArrayBuffer;

export interface VerifyOptions {
  /** How many seconds a delivery may be old, or ahead. Default 300. */
  tolerance?: number;
  /** The time, in seconds; for tests. */
  now?: number;
  /** "string" gives decimals as exact text. */
  money?: "number" | "string";
}

export const TOLERANCE_SECONDS = 300;
const PREFIX = "whsec_";

/**
 * Check a delivery and give its event. Throws WebhookSignatureError, whose message says why.
 *
 * `secrets` may be several: while a rotated one lives, accept both.
 */
export function verify<D extends Decimal = number>(rawBody: RawBody, headers: WebhookHeaders, secrets: string | readonly string[], options: VerifyOptions = {}): WebhookEvent<D> {
  const body = bytesOf(rawBody);
  const known = secretsOf(secrets);
  const signature = signatureOf(headers);
  if (!known.some((secret) => matches(signature, secret, body))) {
    throw new WebhookSignatureError("signature_unknown", "No signature matches: the secret is another endpoint's, or the body is not the raw bytes that were sent (parsed and written again, cut, re-encoded). webhooks.doctor() with the same arguments says which.");
  }
  const off = (options.now ?? Math.floor(Date.now() / 1000)) - signature.timestamp;
  if (Math.abs(off) > (options.tolerance ?? TOLERANCE_SECONDS)) {
    throw new WebhookSignatureError("clock_off", `It was signed ${Math.abs(off)} s ${off > 0 ? "ago" : "ahead of this clock"}: an old delivery sent again by someone else, or this machine's clock is off`);
  }
  return eventOf(body, options.money === "string") as WebhookEvent<D>;
}

function eventOf(body: Uint8Array, exact: boolean): unknown {
  try {
    return parse(Buffer.from(body).toString("utf8"), exact);
  } catch (cause) {
    throw new SaathiXError("The signature is right, but the body is no JSON", { cause });
  }
}

/** Say whether the holder of a secret signed a body so. */
export function matches(signature: Signature, secret: string, body: Uint8Array): boolean {
  const expected = signature.id === null ? mark(secret, `${signature.timestamp}.`, body) : mark(decoded(secret), `${signature.id}.${signature.timestamp}.`, body);
  return signature.marks.map((given) => timingSafeEqual(expected, Buffer.from(given, "hex"))).includes(true);
}

/** The bytes of a raw body; anything else is refused with how to get at it. */
export function bytesOf(rawBody: RawBody): Uint8Array {
  if (typeof rawBody === "string") return Buffer.from(rawBody);
  if (rawBody instanceof Uint8Array) return rawBody;
  if (rawBody instanceof ArrayBuffer) return new Uint8Array(rawBody);
  throw new WebhookSignatureError("body_parsed", PARSED(rawBody));
}

const PARSED = (given: unknown): string => `The body is ${given === null || given === undefined ? String(given) : `a parsed ${Array.isArray(given) ? "array" : typeof given}`}, but what was signed is the raw bytes of the request, and writing it as JSON again does not give them back. Take the body before any parser:
  Express   app.post("/hooks", express.raw({ type: "application/json" }), handler)   and pass req.body, a Buffer; put it before app.use(express.json())
  Next.js   await request.text()     (pages router: export const config = { api: { bodyParser: false } })
  Fastify   addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => done(null, body))
  Lambda    event.isBase64Encoded ? Buffer.from(event.body, "base64") : event.body`;

export function secretsOf(secrets: string | readonly string[]): string[] {
  const known = [secrets].flat().filter((secret): secret is string => typeof secret === "string" && secret.trim() !== "");
  if (known.length === 0) throw new ConfigurationError("There is no webhook secret: pass the whsec_… that was shown when the endpoint was registered");
  return known;
}

export interface TestHeaderOptions {
  /** Unix time, in seconds; absent: now. */
  timestamp?: number;
  /** The event's id; absent: that of the body. */
  id?: string;
  attempt?: number;
}

/** The headers that a delivery of this body would have, for tests of a receiver. */
export function testHeaders(rawBody: RawBody, secrets: string | readonly string[], options: TestHeaderOptions = {}): Record<string, string> {
  const body = bytesOf(rawBody);
  const known = secretsOf(secrets);
  const timestamp = options.timestamp ?? Math.floor(Date.now() / 1000);
  const id = options.id ?? idOf(body) ?? "evt_00000000000000000000000000";
  return {
    "Content-Type": "application/json",
    [SIGNATURE_HEADER]: [`t=${timestamp}`, ...known.map((secret) => `v1=${mark(secret, `${timestamp}.`, body).toString("hex")}`)].join(","),
    "X-Billkart-Event-Id": id,
    "X-Billkart-Delivery-Attempt": String(options.attempt ?? 1),
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": known.map((secret) => `v1,${mark(decoded(secret), `${id}.${timestamp}.`, body).toString("base64")}`).join(" "),
  };
}

export function idOf(body: Uint8Array): string | null {
  try {
    const { id } = JSON.parse(Buffer.from(body).toString("utf8")) as { id?: unknown };
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

function mark(key: string | Buffer, before: string, body: Uint8Array): Buffer {
  return createHmac("sha256", key).update(before).update(body).digest();
}

/** The key of Standard Webhooks: what the base64 after the prefix stands for. */
function decoded(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64");
}
