// sdks/vectors/money.json, and decimals as text in both directions.
import assert from "node:assert/strict";
import { test } from "node:test";

import { paise, rupees, SaathiXError } from "../dist/esm/index.js";
import { errorOf, impatient, json, scripted, vectors } from "./support/servers.mjs";

const { read, sums, sent, refused } = vectors("money");

async function invoiceOf(t, amount, money) {
  const { url } = await scripted(t, { status: 200, body: `{"id":"inv_1","grand_total":${amount},"notes":"\\"total\\": 5","metadata":{"total":"7"}}` });
  return impatient(t, url, { money }).client.invoices.retrieve("inv_1");
}

for (const { why, json: text, decimal, paise: expected } of read) {
  test(`read: ${why}`, async (t) => {
    const exact = await invoiceOf(t, text, "string");
    const usual = await invoiceOf(t, text);

    assert.equal(exact.grand_total, decimal);
    assert.deepEqual([exact.notes, exact.metadata.total], ['"total": 5', "7"]);
    assert.equal(String(usual.grand_total), decimal);
    assert.deepEqual([paise(exact.grand_total), paise(usual.grand_total)], [expected, expected]);
  });
}

for (const { why, json: texts, decimal, paise: expected } of sums) {
  test(`sums: ${why}`, () => {
    const sum = texts.reduce((total, text) => total + paise(text), 0);

    assert.equal(sum, expected);
    assert.equal(Number(rupees(sum)), Number(decimal));
    assert.equal(texts.reduce((total, text) => total + paise(Number(text)), 0), expected);
  });
}

for (const { why, decimal, json: spellings } of sent) {
  test(`sent: ${why}`, async (t) => {
    const server = await scripted(t, json({}));
    const { client } = impatient(t, server.url);

    await client.invoices.create({ items: [{ sku: "A", qty: 1, rate: decimal }], metadata: { rate: decimal } });
    await client.invoices.create({ items: [{ sku: "A", qty: 1, rate: Number(decimal) }] });

    const written = spellings.map((spelling) => `{"items":[{"sku":"A","qty":1,"rate":${spelling}}]`);
    assert.ok(written.some((text) => server.requests[0].body.startsWith(text)), server.requests[0].body);
    assert.deepEqual(JSON.parse(server.requests[0].body).metadata, { rate: decimal });
    assert.ok(written.some((text) => server.requests[1].body.startsWith(text)), server.requests[1].body);
  });
}

for (const { why, decimal } of refused) {
  test(`refused: ${why}`, () => {
    assert.throws(() => paise(decimal), SaathiXError);
    assert.throws(() => paise(Number(decimal)), SaathiXError);
  });
}

test("paise become text in rupees and back", () => {
  assert.deepEqual([rupees(6850), rupees(7), rupees(-40), rupees(0)], ["68.50", "0.07", "-0.40", "0.00"]);
  assert.throws(() => rupees(0.5), SaathiXError);
});

test("digits beyond a float's are kept in text", async (t) => {
  assert.equal((await invoiceOf(t, "12345678901234567.89", "string")).grand_total, "12345678901234567.89");
});

test("what JSON would lose in silence is refused, and nothing is sent", async (t) => {
  const server = await scripted(t, json({}));
  const { client } = impatient(t, server.url);

  const nan = await errorOf(client.invoices.create({ items: [{ sku: "A", qty: Number.NaN }] }));
  const big = await errorOf(client.invoices.create({ items: [{ sku: "A", qty: 1n }] }));

  assert.match(nan.message, /qty is NaN/);
  assert.match(big.message, /bigint/);
  assert.equal(server.requests.length, 0);
});
