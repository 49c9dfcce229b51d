// How a client is made, what it sends, signals, hooks and the way out.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ConfigurationError, SaathiX, ServerError, VERSION } from "../dist/esm/index.js";
import { errorOf, impatient, json, KEY, scripted } from "./support/servers.mjs";

const FAILED = json({ code: "service_unavailable", status: 503, detail: "…", retryable: true }, 503);

function withEnvironment(t, values) {
  const before = { ...process.env };
  t.after(() => void (process.env = before));
  Object.assign(process.env, values);
}

test("the key comes from the environment, and so does the base URL", async (t) => {
  const server = await scripted(t, json({ id: "inv_1" }));
  withEnvironment(t, { SAATHIX_SECRET_KEY: "sk_test_fromTheEnvironment", SAATHIX_BASE_URL: `${server.url}/` });
  const client = new SaathiX();
  t.after(() => client.close());

  await client.invoices.retrieve("inv_1");

  assert.equal(server.requests[0].headers.authorization, "Bearer sk_test_fromTheEnvironment");
});

test("a client that cannot work is refused with a sentence that helps", (t) => {
  withEnvironment(t, { SAATHIX_SECRET_KEY: "" });
  const refusals = [
    [() => new SaathiX(), /SAATHIX_SECRET_KEY/],
    [() => new SaathiX("sk_live_x\n"), /line break/],
    [() => new SaathiX(KEY, { baseUrl: "api.saathix.com" }), /is no address|must be http/],
    [() => new SaathiX(KEY, { baseUrl: "https://api.saathix.com/?x=1" }), /without \?/],
    [() => new SaathiX(KEY, { timeout: 0 }), /timeout/],
    [() => new SaathiX(KEY, { maxRetries: -1 }), /maxRetries/],
    [() => new SaathiX(KEY, { money: "float" }), /money/],
  ];
  for (const [make, says] of refusals) assert.throws(make, (error) => error instanceof ConfigurationError && says.test(error.message));
});

test("every request names its version, its sender and what it takes", async (t) => {
  const server = await scripted(t, json({ id: "inv_1" }));
  const { client } = impatient(t, `${server.url}/behind/a/proxy`, { appInfo: "our-till/2.1" });

  await client.products.update("prod_1", { name: "Maggi" }, { ifMatch: '"abc"', headers: { "X-Till": "7" }, apiVersion: "v1.3" });

  const [{ method, url, headers, body }] = server.requests;
  assert.deepEqual([method, url, body], ["PATCH", "/behind/a/proxy/v1/products/prod_1", '{"name":"Maggi"}']);
  assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.equal(headers["api-version"], "v1.3");
  assert.equal(headers["if-match"], '"abc"');
  assert.equal(headers["x-till"], "7");
  assert.equal(headers["content-type"], "application/json");
  assert.match(headers["user-agent"], new RegExp(`^saathix-node/${VERSION} node/\\d+.* our-till/2\\.1$`));
  assert.match(headers["idempotency-key"], /^node-[0-9a-f-]{36}$/);
});

test("ids are escaped, and a missing one is refused before anything is sent", async (t) => {
  const server = await scripted(t, json({}));
  const { client } = impatient(t, server.url);

  await client.invoices.retrieve("INV/2026 1?x");
  assert.equal(server.requests[0].url, "/v1/invoices/INV%2F2026%201%3Fx");
  for (const id of ["", undefined, null, ".", ".."]) assert.ok((await errorOf(client.products.archive(id))) instanceof ConfigurationError);
  assert.equal(server.requests.length, 1);
});

test("filters are nested, dates are whole seconds in UTC, lists repeat", async (t) => {
  const server = await scripted(t, json({ data: [], has_more: false, next_cursor: null }));
  const { client } = impatient(t, server.url);

  await client.products.list({ updated_at: { gte: new Date("2026-06-28T10:14:22.789Z") }, expand: ["stock"], q: "दूध", store: undefined });

  const sent = Object.fromEntries(new URL(server.requests[0].url, "http://x").searchParams);
  assert.deepEqual(sent, { "updated_at[gte]": "2026-06-28T10:14:22Z", "expand[]": "stock", q: "दूध" });
});

test("the answer behind a value", async (t) => {
  const { url } = await scripted(t, json({ id: "inv_1" }, 201, { "Request-Id": "req_1", ETag: '"e"', "API-Version": "v1.4", "Idempotent-Replayed": "true" }));
  const { client } = impatient(t, url);

  const { value, answer } = await client.invoices.create({ items: [] }, { idempotencyKey: "k1" }).withAnswer();

  assert.equal(value.id, "inv_1");
  const { status, requestId, etag, apiVersion, idempotencyKey, replayed, attempts } = answer;
  assert.deepEqual({ status, requestId, etag, apiVersion, idempotencyKey, replayed, attempts }, { status: 201, requestId: "req_1", etag: '"e"', apiVersion: "v1.4", idempotencyKey: "k1", replayed: true, attempts: 1 });
});

test("a call is a promise: then, catch, finally", async (t) => {
  const { url } = await scripted(t, json({ id: "inv_1" }), FAILED);
  const { client } = impatient(t, url, { maxRetries: 0 });
  let last = 0;

  assert.equal(await client.invoices.retrieve("inv_1").then(({ id }) => id).finally(() => (last += 1)), "inv_1");
  assert.equal(await client.invoices.retrieve("inv_1").catch((error) => error.code), "service_unavailable");
  assert.equal(last, 1);
});

test("a signal stops before, during and between attempts, and its reason is what is thrown", async (t) => {
  const silent = await scripted(t, () => during.abort(reason));
  const failing = await scripted(t, FAILED);
  const reason = new Error("the cashier pressed cancel");
  const stopped = AbortSignal.abort(reason);
  const during = new AbortController();
  const between = new AbortController();
  const client = new SaathiX(KEY, { baseUrl: silent.url });
  const retrying = new SaathiX(KEY, { baseUrl: failing.url, hooks: { onRetry: () => setTimeout(() => between.abort(reason), 10), onError: ({ error }) => told.push(error) } });
  const told = [];
  t.after(() => [client, retrying].forEach((one) => one.close()));

  assert.equal(await errorOf(client.products.list({}, { signal: stopped })), reason);
  assert.equal(await errorOf(client.products.list({}, { signal: during.signal })), reason);
  assert.equal(await errorOf(retrying.products.list({}, { signal: between.signal })), reason);
  assert.deepEqual([silent.requests.length, failing.requests.length], [1, 1]);
  assert.deepEqual(told, [reason]);
});

test("hooks tell of every request, answer, retry and failure, never of the key, the body or the query", async (t) => {
  const { url } = await scripted(t, FAILED, json({ data: [], has_more: false }, 200, { "Request-Id": "req_2" }), FAILED);
  const told = [];
  const hooks = Object.fromEntries(["onRequest", "onResponse", "onRetry", "onError"].map((name) => [name, (event) => told.push([name, event])]));
  const { client } = impatient(t, url, { hooks, maxRetries: 1 });

  await client.customers.list({ phone: "+919876543210" });
  await errorOf(client.customers.upsert({ phone: "+919876543210" }));

  assert.deepEqual(told.map(([name, { attempt }]) => `${name} ${attempt}`), [
    "onRequest 1", "onResponse 1", "onRetry 1", "onRequest 2", "onResponse 2",
    "onRequest 1", "onResponse 1", "onRetry 1", "onRequest 2", "onResponse 2", "onError 2",
  ]);
  const [, answered] = told[4];
  assert.deepEqual([answered.operation, answered.method, answered.path, answered.status, answered.requestId], ["list_customers", "GET", "/v1/customers", 200, "req_2"]);
  assert.ok(answered.milliseconds > 0);
  assert.ok(told[2][1].error instanceof ServerError && told[2][1].delayMilliseconds > 0);
  const { error, ...rest } = told.at(-1)[1];
  assert.ok(error instanceof ServerError && rest.idempotencyKey.startsWith("node-"));
  assert.ok(!/98765|sk_test/.test(JSON.stringify(told)));
});

test("a hook that throws warns and breaks nothing", async (t) => {
  const { url } = await scripted(t, json({ id: "inv_1" }));
  const warned = new Promise((resolve) => process.once("warning", resolve));
  const { client } = impatient(t, url, { hooks: { onResponse: () => { throw new Error("log is full"); } } });

  assert.equal((await client.invoices.retrieve("inv_1")).id, "inv_1");
  assert.match((await warned).message, /log is full/);
});

test("the way out: any request, and a 304 that was asked for is an answer", async (t) => {
  const server = await scripted(t, json({ new: "thing", total: 1.5 }, 200, { ETag: '"e"' }), { status: 304, headers: { ETag: '"e"' }, body: "" }, json({ id: 1 }));
  const { client } = impatient(t, server.url, { money: "string" });

  const first = await client.request({ method: "GET", path: "/v1/next-years", query: { a: 1 } });
  const again = await client.request({ method: "GET", path: "/v1/next-years" }, { headers: { "If-None-Match": first.etag } });
  await client.request({ method: "POST", path: "/v1/next-years", body: { x: 1 } });

  assert.deepEqual([first.status, first.body], [200, { new: "thing", total: "1.5" }]);
  assert.deepEqual([again.status, again.body], [304, null]);
  assert.deepEqual(server.requests.map(({ url, body }) => [url, body]), [["/v1/next-years?a=1", ""], ["/v1/next-years", ""], ["/v1/next-years", '{"x":1}']]);
  assert.deepEqual(server.requests.map(({ headers }) => "idempotency-key" in headers), [false, false, true]);
  assert.ok((await errorOf(client.request({ method: "GET", path: "v1/x" }))) instanceof ConfigurationError);
});

test("files and text come as they are", async (t) => {
  const pdf = Buffer.from("%PDF-1.7 \xff\xfe", "latin1");
  const { url } = await scripted(t, { status: 200, headers: { "Content-Type": "application/pdf" }, body: pdf }, { status: 200, headers: { "Content-Type": "text/csv" }, body: "period,net\n" });
  const { client } = impatient(t, url);

  const receipt = await client.invoices.receipt("inv_1", { format: "pdf", paper: "80mm" });
  const csv = await client.reports.sales({ granularity: "day", from: "2026-06-01", to: "2026-06-30", format: "csv" });

  assert.equal(receipt.contentType, "application/pdf");
  assert.deepEqual(Buffer.from(receipt.data), pdf);
  assert.equal(csv, "period,net\n");
});
