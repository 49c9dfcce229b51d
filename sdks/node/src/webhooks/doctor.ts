/** Why a delivery does not verify, found out here: with the body, the headers and the secrets that the receiver has. */

import type { Diagnosis, Finding } from "../generated/answers.js";
import { WebhookSignatureError } from "../errors.js";
import { headerOf, signatureOf, type Signature, type WebhookHeaders } from "./headers.js";
import { bytesOf, idOf, matches, secretsOf, TOLERANCE_SECONDS, type RawBody, type VerifyOptions } from "./signature.js";

type Guess = readonly [code: Finding["code"], detail: string, bytes: Uint8Array];

/**
 * Say what is wrong, in the words of POST /v1/webhooks/verify-debug; nothing is sent anywhere.
 *
 * What only the account's secrets can tell (whose secret it is, live or test), `client.webhooks.diagnose()` asks the API.
 */
export function doctor(rawBody: RawBody | unknown, headers: WebhookHeaders, secrets: string | readonly string[], options: VerifyOptions = {}): Diagnosis {
  const parsed = parsedFinding(rawBody);
  const body = parsed.length > 0 ? Buffer.from(JSON.stringify(rawBody) ?? "") : bytesOf(rawBody as RawBody);
  const eventId = (typeof headers === "string" ? null : headerOf(headers, "X-Billkart-Event-Id") ?? headerOf(headers, "webhook-id")) ?? idOf(body);
  const about = { webhook_id: null, event_id: eventId };
  let signature: Signature;
  try {
    signature = signatureOf(headers);
  } catch (error) {
    if (!(error instanceof WebhookSignatureError)) throw error;
    const findings = [{ code: error.code as Finding["code"], detail: error.message }, ...parsed];
    return { verified: false, findings, ...about, signed_at: null, clock_off_seconds: null };
  }
  const off = (options.now ?? Math.floor(Date.now() / 1000)) - signature.timestamp;
  const findings = [...parsed, ...compared(signature, secretsOf(secrets), body, parsed.length > 0), ...clock(off, options.tolerance ?? TOLERANCE_SECONDS)];
  return { verified: findings.length === 0, findings, ...about, signed_at: `${new Date(signature.timestamp * 1000).toISOString().slice(0, 19)}Z`, clock_off_seconds: off };
}

function parsedFinding(rawBody: unknown): Finding[] {
  try {
    bytesOf(rawBody as RawBody);
    return [];
  } catch (error) {
    return [{ code: "body_parsed", detail: (error as Error).message }];
  }
}

/** Try what is usually done to bodies and secrets until the signature fits. */
function compared(signature: Signature, secrets: readonly string[], body: Uint8Array, parsed: boolean): Finding[] {
  if (secrets.some((secret) => matches(signature, secret, body))) return [];
  const bodies: Guess[] = [["body_altered", "", body], ...(parsed ? [] : guesses(body))];
  for (const [n, [code, detail, bytes]] of bodies.entries()) {
    if (secrets.some((secret) => matches(signature, secret, bytes))) return [{ code, detail }];
    const mended = secrets.map(mendedSecret).find((guess) => guess && matches(signature, guess.secret, bytes));
    if (mended) return [{ code: "wrong_secret", detail: mended.detail }, ...(n > 0 ? [{ code, detail }] : [])];
  }
  return [{ code: "signature_unknown", detail: `${secrets.length > 1 ? `None of the ${secrets.length} secrets` : "The secret"} did not make this signature for this body: it is another endpoint's secret, or the body was changed in a way that cannot be undone here. Ask client.webhooks.diagnose(), which knows your secrets and what was sent.` }];
}

function mendedSecret(secret: string): { secret: string; detail: string } | null {
  const bare = secret.trim();
  if (bare !== secret) return { secret: bare.startsWith("whsec_") ? bare : `whsec_${bare}`, detail: "The secret has a blank or a line break around it; strip it." };
  if (!bare.startsWith("whsec_")) return { secret: `whsec_${bare}`, detail: "The secret lacks its beginning; whsec_ is part of it." };
  return null;
}

function guesses(body: Uint8Array): Guess[] {
  const text = Buffer.from(body).toString("utf8");
  const found: Guess[] = [];
  const guess = (code: Finding["code"], detail: string, bytes: string | Buffer): void => void found.push([code, detail, Buffer.from(bytes as string)]);
  guess("body_altered", "Blanks, a line break or a byte order mark were added around the body.", text.replace(/^\uFEFF/, "").trim());
  guess("body_altered", "Line breaks of the body were changed to CRLF.", text.replaceAll("\r\n", "\n"));
  guess("body_altered", "The body is still in base64 (AWS Lambda does that): decode it first.", Buffer.from(text, "base64"));
  guess("body_altered", "The body was read as Latin-1, so letters beyond ASCII broke: take the bytes, or read UTF-8.", Buffer.from(text, "latin1"));
  const value = valueOf(text);
  if (value !== undefined) guess("body_reserialised", "The body was parsed and written again with other blanks or escapes. Verify the raw bytes first, then parse.", JSON.stringify(value));
  if (typeof value === "string") guess("body_reserialised", "The body was written as JSON once more: it is a text in quotes.", value);
  return found;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function clock(off: number, tolerance: number): Finding[] {
  if (Math.abs(off) <= tolerance) return [];
  const side = off > 0 ? `${off} s ago` : `${-off} s in the future`;
  return [{ code: "clock_off", detail: `By this clock it was signed ${side}, at most ${tolerance} s are accepted: the clock is off by ${Math.abs(off)} s, or the delivery is an old one that was kept or replayed.` }];
}
