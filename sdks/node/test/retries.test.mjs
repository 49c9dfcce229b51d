// sdks/vectors/retries.json: what is tried again and how long is waited before.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "../dist/esm/index.js";
import { errorOf, KEY, vectors } from "./support/servers.mjs";

const CLASSES = { connection: sdk.ApiConnectionError, timeout: sdk.ApiTimeoutError, rate_limit: sdk.RateLimitError, conflict: sdk.ConflictError, validation: sdk.ValidationError,
  authentication: sdk.AuthenticationError, not_found: sdk.NotFoundError, server: sdk.ServerError, not_an_answer: sdk.NotAnAnswerError };

/** A fetch that does what the case says, attempt by attempt; that over real sockets is in servers.test.mjs. */
function scriptedFetch(answers, seen) {
  return async (url, init) => {
    const answer = answers[seen.push(init.headers["Idempotency-Key"]) - 1];
    if (answer.connection === "timeout") return new Promise((_, reject) => init.signal.addEventListener("abort", () => reject(init.signal.reason)));
    if (answer.connection) throw new TypeError("fetch failed", { cause: { code: answer.connection === "cut" ? "ECONNRESET" : "ECONNREFUSED" } });
    return new Response(answer.body, { status: answer.status, headers: { "Content-Type": "application/json", ...answer.headers } });
  };
}

for (const { why, method, max_retries: maxRetries, answers, expected } of vectors("retries").cases) {
  test(why, async () => {
    const timeout = answers.some((answer) => answer.connection === "timeout") ? 300 : 30_000;
    const keys = [];
    const waited = [];
    const client = new sdk.SaathiX({ apiKey: KEY, baseUrl: "http://api.test", maxRetries, timeout, fetch: scriptedFetch(answers, keys), sleep: async (ms) => void waited.push(ms / 1000) });
    const call = { GET: () => client.products.retrieve("prod_1"), POST: () => client.products.create({}), PATCH: () => client.products.update("prod_1", {}), DELETE: () => client.products.archive("prod_1") }[method]();

    if (expected.outcome === "ok") {
      const { answer } = await call.withAnswer();
      assert.equal(answer.status, 200);
      assert.equal(answer.attempts, expected.attempts);
    } else {
      const error = await errorOf(call);
      assert.equal(error.constructor, CLASSES[expected.outcome]);
      assert.equal(error.attempts, expected.attempts);
      if (expected.retry_after !== undefined) assert.equal(error.retryAfter, expected.retry_after);
    }

    assert.equal(keys.length, expected.attempts);
    assert.equal(new Set(keys).size, 1);
    assert.equal(keys[0] !== undefined, expected.same_key);
    assert.equal(waited.length, expected.delays.length);
    expected.delays.forEach(([least, most], n) => assert.ok(least <= waited[n] && waited[n] <= most, `${waited[n]} s is not within ${least} to ${most} s`));
  });
}

test("two calls never share a key", async () => {
  const keys = [];
  const client = new sdk.SaathiX({ apiKey: KEY, baseUrl: "http://api.test", fetch: scriptedFetch(Array(2).fill({ status: 200, body: "{}" }), keys) });

  await client.invoices.create({ items: [] });
  await client.invoices.create({ items: [] });

  assert.equal(new Set(keys).size, 2);
});

test("a key of the caller's own is sent as it is, and what is no key is refused before anything is sent", async () => {
  const keys = [];
  const client = new sdk.SaathiX({ apiKey: KEY, baseUrl: "http://api.test", fetch: scriptedFetch([{ status: 200, body: "{}" }], keys) });

  await client.invoices.create({ items: [] }, { idempotencyKey: "till-1-0001" });
  const error = await errorOf(client.invoices.create({ items: [] }, { idempotencyKey: "बिल" }));

  assert.deepEqual(keys, ["till-1-0001"]);
  assert.ok(error instanceof sdk.ConfigurationError);
});
