// sdks/vectors/problems.json: what an answer becomes.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "../dist/esm/index.js";
import { errorOf, impatient, scripted, vectors } from "./support/servers.mjs";

const CLASSES = {
  bad_request: sdk.BadRequestError, authentication: sdk.AuthenticationError, permission: sdk.PermissionError, not_found: sdk.NotFoundError,
  conflict: sdk.ConflictError, validation: sdk.ValidationError, rate_limit: sdk.RateLimitError, server: sdk.ServerError, not_an_answer: sdk.NotAnAnswerError,
};
const { cases, codes } = vectors("problems");

for (const { why, status, headers, body, expected } of cases) {
  test(why, async (t) => {
    const { url } = await scripted(t, { status, headers, body });
    const { client } = impatient(t, url, { maxRetries: 0 });

    const error = await errorOf(client.invoices.create({ items: [{ sku: "A", qty: 1 }] }));

    assert.equal(error.constructor, CLASSES[expected.kind]);
    assert.ok(error instanceof sdk.SaathiXError);
    assert.equal(error.status, expected.status);
    assert.equal(error.rawBody, body);
    assert.equal(error.attempts, 1);
    assert.match(error.idempotencyKey, /^node-/);
    for (const text of expected.says ?? []) assert.ok(error.message.toLowerCase().includes(text.toLowerCase()), `${error.message} lacks ${text}`);
    if (expected.kind === "not_an_answer") return;
    const { code, title, detail, requestId, retryable, retryAfter, errors } = error;
    assert.deepEqual(
      { code, title, detail, request_id: requestId, retryable, retry_after: retryAfter, errors },
      Object.fromEntries(["code", "title", "detail", "request_id", "retryable", "retry_after", "errors"].map((name) => [name, expected[name]])),
    );
  });
}

for (const { code, status, kind, retryable } of codes) {
  test(`the code ${code} is a ${kind}`, async (t) => {
    const { url } = await scripted(t, { status, headers: { "Content-Type": "application/problem+json" }, body: JSON.stringify({ status, code, title: "…", detail: "…", retryable }) });
    const { client } = impatient(t, url, { maxRetries: 0 });

    const error = await errorOf(client.invoices.retrieve("inv_1"));

    assert.deepEqual([error.constructor, error.code, error.status, error.retryable], [CLASSES[kind], code, status, retryable]);
  });
}
