// A whole day of a shop against the running stack: SAATHIX_BASE_URL, SAATHIX_SECRET_KEY, SAATHIX_PUBLISHABLE_KEY and
// SAATHIX_LIMITED_KEY (a few requests a second) are those of a shop made for this run.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "../dist/esm/index.js";
import { cuttingProxy, receiver, shop, until } from "./support.mjs";

const MAGGI = { sku: "MAGGI-70G", name: "Maggi Noodles 70 g", rate: 14, gst_rate: 5, hsn: "1902", unit: "NOS", stock: 100 };
const MILK = { sku: "AMUL-MILK-1L", name: "Amul Milk 1 l", rate: "68.00", gst_rate: 0, zero_rate_reason: "exempt", hsn: "0401", unit: "NOS", stock: 100 };
const FIRST_SALE = {
  customer: { phone: "+919876543210", name: "Rahul K." },
  items: [{ sku: "AMUL-MILK-1L", qty: 2, rate: 68 }, { sku: "MAGGI-70G", qty: 6, rate: 14 }],
  payment: { mode: "upi", amount: 220 },
};
const ids = {};

test("morning: products come into the shop, a receiver is registered", async (t) => {
  const { client } = shop(t);

  const maggi = await client.products.create(MAGGI);
  const { data } = await client.products.batch({ products: [MILK, { ...MAGGI, stock: undefined, barcode: "8901058000290" }] });

  assert.deepEqual(data.map(({ status }) => status), [201, 200]);
  assert.equal(data[0].resource.rate, 68);
  assert.equal((await client.inventory.retrieve(maggi.id)).total_on_hand, 100);
  assert.equal((await sdk_error(client.products.create(MAGGI))).code, "sku_taken");
  Object.assign(ids, { maggi: maggi.id, milk: data[0].resource.id });
});

test("the first sale is the product page's, to the paisa", async (t) => {
  const { client } = shop(t);

  const preview = await client.invoices.preview(FIRST_SALE);
  const { value: invoice, answer } = await client.invoices.create(FIRST_SALE).withAnswer();

  assert.equal(answer.status, 201);
  assert.deepEqual([invoice.grand_total, invoice.taxable_value, invoice.tax.total, invoice.status], [220, 216, 4, "paid"]);
  assert.deepEqual([preview.grand_total, preview.explain.length], [220, 2]);
  assert.equal((await client.inventory.retrieve(ids.maggi)).total_on_hand, 94);
  ids.first = invoice.id;
});

test("a sale whose answer was lost on the way is retried and made once", async (t) => {
  const proxy = await cuttingProxy(t);
  const { client } = shop(t, { baseUrl: proxy.url });
  const before = (await client.inventory.retrieve(ids.maggi)).total_on_hand;
  const bills = (await client.invoices.list().toArray()).length;

  proxy.armed = true;
  const { value: invoice, answer } = await client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 1 }], payment: { mode: "cash", amount: 20 } }).withAnswer();

  assert.equal(proxy.cuts, 1);
  assert.deepEqual([answer.replayed, answer.status], [true, 201]);
  assert.ok(answer.attempts >= 2);
  assert.equal(invoice.change_due, 6);
  assert.equal((await client.inventory.retrieve(ids.maggi)).total_on_hand, before - 1);
  assert.equal((await client.invoices.list().toArray()).length, bills + 1);
  assert.equal((await client.idempotencyKeys.retrieve(answer.idempotencyKey)).resource_id, invoice.id);
});

test("the same sale on a connection that was never used is retried too, after a wait", async (t) => {
  const proxy = await cuttingProxy(t);
  const waits = [];
  const { client } = shop(t, { baseUrl: proxy.url, hooks: { onRetry: (event) => waits.push(event) } });

  proxy.armed = true;
  const { value, answer } = await client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 1 }] }).withAnswer();

  assert.deepEqual([answer.replayed, waits.length, waits[0].error.name], [true, 1, "ApiConnectionError"]);
  assert.ok(waits[0].delayMilliseconds >= 375);
  const paid = await client.invoices.recordPayment(value.id, { mode: "upi", reference: "UPI-1" });
  assert.deepEqual([value.status, paid.status], ["unpaid", "paid"]);
});

test("noon: two packets come back", async (t) => {
  const { client } = shop(t);

  const note = await client.invoices.refund(ids.first, { items: [{ line: 2, qty: 2, restock: true }], reason: "damaged" });
  const again = await sdk_error(client.invoices.refund(ids.first, { items: [{ line: 2, qty: 5 }] }));

  assert.deepEqual([note.total, note.refunds[0].mode, note.refunds[0].amount], [28, "upi", 28]);
  assert.deepEqual((await client.invoices.listRefunds(ids.first).toArray()).map(({ id }) => id), [note.id]);
  assert.equal((await client.creditNotes.retrieve(note.id)).credit_note_no, note.credit_note_no);
  assert.ok(again instanceof sdk.ConflictError);
  assert.equal(again.code, "refund_exceeds_invoice");
});

test("what cannot be sold names every line, wanted and available", async (t) => {
  const { client } = shop(t);

  const error = await sdk_error(client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 500 }] }));
  const faults = await sdk_error(client.invoices.create({ items: [{ sku: "NOPE", qty: 1 }, { sku: "MAGGI-70G", qty: "1.2345" }] }));

  assert.ok(error instanceof sdk.ConflictError);
  assert.deepEqual([error.code, error.errors[0].pointer, error.errors[0].wanted], ["insufficient_stock", "/items/0/qty", 500]);
  assert.ok(faults instanceof sdk.ValidationError);
  assert.match(faults.requestId, /^req_/);
});

test("250 customers come in, and are read page by page over kept connections", async (t) => {
  const { client, events } = shop(t);
  const phones = Array.from({ length: 250 }, (_, n) => `+9190000${String(n).padStart(5, "0")}`);
  const rest = [...phones];
  const clerk = async () => {
    for (let phone = rest.pop(); phone; phone = rest.pop()) await client.customers.upsert({ phone, name: `Customer ${phone.slice(-3)}` });
  };
  await Promise.all([clerk(), clerk(), clerk(), clerk()]);

  events.length = 0;
  const found = new Set();
  for await (const customer of client.customers.list({ limit: 100, q: "Customer" })) found.add(customer.phone);

  assert.deepEqual([...found].sort(), phones);
  assert.equal(events.length, 3);
  assert.equal((await client.customers.list({ limit: 100 }).toArray(120)).length, 120);
});

test("a till that asks too fast is slowed down, and every sale is made", async (t) => {
  const waits = [];
  const { client } = shop(t, { apiKey: process.env.SAATHIX_LIMITED_KEY, maxRetries: 5, hooks: { onRetry: (event) => waits.push(event) } });

  const bills = await Promise.all(Array.from({ length: 6 }, () => client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 1 }] })));

  assert.equal(new Set(bills.map(({ id }) => id)).size, 6);
  assert.ok(waits.length > 0);
  assert.ok(waits.every(({ error, delayMilliseconds }) => error instanceof sdk.RateLimitError && delayMilliseconds >= error.retryAfter * 1000));
});

test("a delivery is received and verified, and the doctor here and there says the same of a bad one", async (t) => {
  const { client } = shop(t);
  const { deliveries, url } = await receiver(t);
  const endpoint = await client.webhooks.create({ url, events: ["invoice.created"] });

  const invoice = await client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 1 }], customer: { phone: "98765 43210" } });
  const { body, headers } = await until(() => deliveries.find((delivery) => delivery.body.includes(invoice.invoice_no))); // earlier sales may come, too

  const event = client.webhooks.verify(body, headers, endpoint.secret);
  assert.deepEqual([event.type, event.data.invoice_no, event.data.customer_phone], ["invoice.created", invoice.invoice_no, "+91••••43210"]);
  assert.throws(() => client.webhooks.verify(JSON.parse(body), headers, endpoint.secret), { code: "body_parsed" });
  assert.equal((await client.events.retrieve(event.id)).sequence, event.sequence);

  const shown = JSON.stringify(JSON.parse(body), null, 2);
  const here = client.webhooks.doctor(shown, headers, endpoint.secret);
  const signed = { "X-Billkart-Signature": headers["x-billkart-signature"], "X-Billkart-Event-Id": event.id };
  const there = await client.webhooks.diagnose({ body: shown, headers: signed, secret: endpoint.secret });
  assert.deepEqual(here.findings.map(({ code }) => code), ["body_reserialised"]);
  assert.deepEqual(there.findings.map(({ code }) => code), here.findings.map(({ code }) => code));

  const delivery = await until(async () => (await client.webhooks.listDeliveries(endpoint.id, { status: "delivered", event: event.id }).toArray())[0]);
  assert.equal(delivery.event_id, event.id);
  const rotated = await client.webhooks.rotateSecret(endpoint.id);
  await client.webhooks.test(endpoint.id);
  const pinged = await until(() => deliveries.find((delivery) => delivery.body.includes('"ping"')));
  const [ping, old] = [rotated.secret, endpoint.secret].map((secret) => client.webhooks.verify(pinged.body, pinged.headers, secret));
  assert.deepEqual([ping.type, old.id], ["ping", ping.id]);
  assert.equal((await client.webhooks.delete(endpoint.id)).id, endpoint.id);
});

test("evening: the report, in exact decimals and as CSV; the receipt", async (t) => {
  const { client } = shop(t, { money: "string" });
  const [from, to] = [-24, 0].map((hours) => new Date(Date.now() + (hours + 5.5) * 3600_000).toISOString().slice(0, 10)); // in India

  const bills = await client.invoices.list({ limit: 100 }).toArray();
  const sold = bills.reduce((sum, bill) => sum + sdk.paise(bill.grand_total) - sdk.paise(bill.round_off) + sdk.paise(bill.discount), 0);
  const report = await until(async () => {
    const found = await client.reports.sales({ granularity: "day", from, to });
    return found.totals.invoices === bills.length && found;
  });
  const csv = await client.reports.sales({ granularity: "day", from, to, format: "csv" });
  const receipt = await client.invoices.receipt(ids.first, { format: "pdf", paper: "80mm" });

  assert.equal(sdk.paise(report.totals.gross), sold);
  assert.equal(typeof report.totals.net, "string");
  assert.match(csv, /^period,/);
  assert.deepEqual([receipt.contentType, Buffer.from(receipt.data).subarray(0, 5).toString()], ["application/pdf", "%PDF-"]);
});

test("a change is refused when the product changed since it was read", async (t) => {
  const { client } = shop(t);
  const { answer } = await client.products.retrieve(ids.milk).withAnswer();

  const changed = await client.products.update(ids.milk, { rate: "69.50" }, { ifMatch: answer.etag });
  const late = await sdk_error(client.products.update(ids.milk, { rate: 70 }, { ifMatch: answer.etag }));
  const same = await client.request({ method: "GET", path: `/v1/products/${ids.milk}` });
  const notModified = await client.request({ method: "GET", path: `/v1/products/${ids.milk}` }, { headers: { "If-None-Match": same.etag } });

  assert.equal(changed.rate, 69.5);
  assert.deepEqual([late.constructor, late.code], [sdk.ConflictError, "precondition_failed"]);
  assert.deepEqual([notModified.status, notModified.body], [304, null]);
});

test("wrong keys: mistyped, and one that may only read", async (t) => {
  const mistyped = shop(t, { apiKey: `${process.env.SAATHIX_SECRET_KEY.slice(0, -1)}_` });
  const reading = shop(t, { apiKey: process.env.SAATHIX_PUBLISHABLE_KEY });

  const unknown = await sdk_error(mistyped.client.products.list());
  const refused = await sdk_error(reading.client.invoices.create(FIRST_SALE));

  assert.deepEqual([unknown.constructor, unknown.code, unknown.attempts], [sdk.AuthenticationError, "key_unknown", 1]);
  assert.deepEqual([refused.constructor, refused.code], [sdk.PermissionError, "key_is_read_only"]);
  assert.equal((await reading.client.products.list().toArray()).length, 2);
});

async function sdk_error(call) {
  return call.then(() => assert.fail("there was no error"), (error) => error);
}
