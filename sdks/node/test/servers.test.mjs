// Real sockets: servers that are away, slow, broken or wrong, and connections that are kept.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "../dist/esm/index.js";
import { errorOf, impatient, json, rawServer, scripted } from "./support/servers.mjs";

const SALE = { items: [{ sku: "MAGGI-70G", qty: 1 }] };

test("no server: says that nothing listens, after two retries", async (t) => {
  const { client, waited } = impatient(t, "http://127.0.0.1:9");

  const error = await errorOf(client.invoices.create(SALE));

  assert.ok(error instanceof sdk.ApiConnectionError);
  assert.match(error.message, /Nothing listens at 127\.0\.0\.1:9.*ECONNREFUSED/);
  assert.deepEqual([error.attempts, waited.length, error.cause.code], [3, 2, "ECONNREFUSED"]);
});

test("no such host: says so", async (t) => {
  const { client } = impatient(t, "http://nowhere.invalid", { maxRetries: 0 });

  assert.match((await errorOf(client.products.list())).message, /nowhere\.invalid is not known/);
});

test("a connection that is cut after the request went out is tried again with the same key", async (t) => {
  const keys = [];
  const url = await rawServer(t, (socket) => socket.once("data", (data) => {
    keys.push(/idempotency-key: (\S+)/i.exec(data)[1]);
    if (keys.length === 1) socket.destroy();
    else socket.end('HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"id":"inv_1"}');
  }));
  const { client } = impatient(t, url);

  assert.equal((await client.invoices.create(SALE)).id, "inv_1");
  assert.deepEqual(keys, [keys[0], keys[0]]);
});

test("an answer cut short of its length is a connection error", async (t) => {
  const url = await rawServer(t, (socket) => socket.once("data", () => socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"id":"inv')));
  const { client } = impatient(t, url, { maxRetries: 0 });

  const error = await errorOf(client.invoices.retrieve("inv_1"));

  assert.ok(error instanceof sdk.ApiConnectionError);
  assert.match(error.message, /cut before the whole answer/);
});

test("something that is not HTTP", async (t) => {
  const url = await rawServer(t, (socket) => socket.end("220 mail.example ESMTP\r\n"));
  const { client } = impatient(t, url, { maxRetries: 0 });

  assert.match((await errorOf(client.products.list())).message, /not HTTP|cut before/);
});

test("an answer that drips is given up at the time-out, and so is none at all", async (t) => {
  const dripping = await rawServer(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
    const drip = setInterval(() => socket.write(" "), 10);
    socket.once("close", () => clearInterval(drip));
  });
  const silent = await rawServer(t, () => undefined);

  for (const url of [dripping, silent]) {
    const { client } = impatient(t, url, { timeout: 100, maxRetries: 1 });
    const error = await errorOf(client.products.list());
    assert.ok(error instanceof sdk.ApiTimeoutError);
    assert.match(error.message, /within 100 ms/);
    assert.equal(error.attempts, 2);
  }
});

test("a time-out of a single call", async (t) => {
  const { client } = impatient(t, await rawServer(t, () => undefined), { maxRetries: 0 });

  assert.match((await errorOf(client.products.list({}, { timeout: 50 }))).message, /within 50 ms/);
});

test("a connection that never comes about is given up at the time-out for connecting", async (t) => {
  const url = await rawServer(t, () => undefined); // takes the connection, never speaks TLS
  const { client } = impatient(t, url.replace("http:", "https:"), { connectTimeout: 100, maxRetries: 0 });

  const error = await errorOf(client.products.list());

  assert.ok(error instanceof sdk.ApiTimeoutError);
  assert.match(error.message, /No connection to 127\.0\.0\.1:\d+ within 100 ms/);
});

test("https where the server speaks http", async (t) => {
  const { url } = await scripted(t, json({}));
  const { client } = impatient(t, url.replace("http:", "https:"), { maxRetries: 0 });

  assert.match((await errorOf(client.products.list())).message, /does not speak TLS|cut before/);
});

test("a redirect is not followed: the key stays here", async (t) => {
  const elsewhere = await scripted(t, json({}));
  const { url } = await scripted(t, { status: 308, headers: { Location: `${elsewhere.url}/v1/invoices` }, body: "" });
  const { client } = impatient(t, url);

  const error = await errorOf(client.invoices.create(SALE));

  assert.ok(error instanceof sdk.NotAnAnswerError);
  assert.match(error.message, /redirects \(308\).*base URL/);
  assert.equal(elsewhere.requests.length, 0);
});

test("a hundred calls one after another go over one connection", async (t) => {
  const server = await scripted(t, json({ id: "inv_1" }));
  const { client } = impatient(t, server.url);

  for (let n = 0; n < 50; n += 1) {
    await client.invoices.retrieve("inv_1");
    await client.invoices.create(SALE);
  }

  assert.deepEqual([server.requests.length, server.connections], [100, 1]);
});

test("a kept connection that the server had closed is replaced at once, and that is no retry", async (t) => {
  const keys = [];
  let connections = 0;
  const answer = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"id":"inv_1"}';
  const url = await rawServer(t, (socket) => {
    connections += 1;
    const first = connections === 1;
    socket.on("data", (data) => {
      keys.push(/idempotency-key: (\S+)/i.exec(data)[1]);
      if (first && keys.length === 2) socket.resetAndDestroy();
      else socket.write(answer);
    });
  });
  const { client, waited } = impatient(t, url, { maxRetries: 0 });

  await client.invoices.create(SALE);
  const again = await client.invoices.create(SALE);

  assert.equal(again.id, "inv_1");
  assert.deepEqual([connections, waited.length, keys.length, keys[1] === keys[2]], [2, 0, 3, true]);
});

test("the caller's own fetch", async (t) => {
  const server = await scripted(t, json({ id: "inv_1" }), { status: 302, headers: { Location: "https://elsewhere.example/" }, body: "" });
  const { client } = impatient(t, server.url, { fetch });

  assert.equal((await client.invoices.retrieve("inv_1")).id, "inv_1");
  assert.ok((await errorOf(client.invoices.retrieve("inv_1"))) instanceof sdk.NotAnAnswerError);
  assert.equal(server.requests[0].headers["api-version"], "v1.4");
});

test("the process ends although connections are kept", async (t) => {
  const server = await scripted(t, json({ id: "inv_1" }));
  const { spawn } = await import("node:child_process");
  const script = `import {SaathiX} from ${JSON.stringify(new URL("../dist/esm/index.js", import.meta.url).href)};
    console.log((await new SaathiX("sk_test", {baseUrl: "${server.url}"}).invoices.retrieve("inv_1")).id)`;
  server.server.keepAliveTimeout = 120_000; // longer than the test may take
  const began = Date.now();

  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of child.stdout) said += chunk;

  assert.equal(said, "inv_1\n");
  assert.ok(Date.now() - began < 60_000);
});
