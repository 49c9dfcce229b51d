// sdks/vectors/pages.json: lists as the language iterates.
import assert from "node:assert/strict";
import { test } from "node:test";

import { NotAnAnswerError } from "../dist/esm/index.js";
import { errorOf, impatient, json, scripted, vectors } from "./support/servers.mjs";

const nested = (query) => Object.fromEntries(Object.entries(query).map(([name, value]) => {
  const [, outer, inner] = /^(.*)\[(.*)\]$/.exec(name) ?? [];
  return outer ? [outer, { [inner]: value }] : [name, value];
}));
const read = (request) => Object.fromEntries(new URL(request.url, "http://x").searchParams);

for (const { why, query, exchanges, ids, take } of vectors("pages").cases) {
  test(why, async (t) => {
    const server = await scripted(t, ...exchanges.map(({ answer }) => ({ status: 200, body: answer })));
    const { client } = impatient(t, server.url);

    const found = [];
    for await (const customer of client.customers.list(nested(query))) {
      found.push(customer.id);
      if (found.length === take) break;
    }

    assert.deepEqual(found, ids);
    assert.deepEqual(server.requests.map(read), exchanges.map((exchange) => exchange.query));
  });
}

const PAGES = [json({ data: [{ id: "a" }, { id: "b" }], has_more: true, next_cursor: "n" }), json({ data: [{ id: "c" }], has_more: false, next_cursor: null })];

test("a page by hand, the next one, and none after the last", async (t) => {
  const { url } = await scripted(t, ...PAGES);
  const { client } = impatient(t, url);

  const first = await client.products.list({ limit: 2 });
  const second = await first.nextPage();

  assert.deepEqual([first.data.length, first.has_more, first.next_cursor], [2, true, "n"]);
  assert.deepEqual(second.data, [{ id: "c" }]);
  assert.equal(await second.nextPage(), null);
});

test("page by page, and all at once or the first few", async (t) => {
  const server = await scripted(t, ...PAGES, ...PAGES, ...PAGES);
  const { client } = impatient(t, server.url);

  const sizes = [];
  for await (const page of client.products.list().pages()) sizes.push(page.data.length);

  assert.deepEqual(sizes, [2, 1]);
  assert.deepEqual((await client.products.list().toArray()).map(({ id }) => id), ["a", "b", "c"]);
  assert.equal((await client.products.list().toArray(1)).length, 1);
  assert.equal(server.requests.length, 5);
});

test("a list without data is not an answer", async (t) => {
  const { url } = await scripted(t, json({ items: [] }));
  const { client } = impatient(t, url);

  assert.ok((await errorOf(client.products.list())) instanceof NotAnAnswerError);
});
