// sdks/vectors/webhooks.json, and what goes wrong at receivers.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { ConfigurationError, SaathiX, SaathiXError, webhooks, WebhookSignatureError } from "../dist/esm/index.js";
import { KEY, vectors } from "./support/servers.mjs";

const { signed, verified } = vectors("webhooks");
const [{ body: BODY, secrets: [SECRET], timestamp: NOW, x_billkart_signature: HEADER, webhook_signature: STANDARD, id: ID }, { secrets: [OTHER] }] = signed;
const ok = { now: NOW };

for (const { why, secrets, id, timestamp, body, x_billkart_signature, webhook_signature } of signed) {
  test(`signed: ${why}`, () => {
    const headers = webhooks.testHeaders(body, secrets, { id, timestamp });

    assert.equal(headers["X-Billkart-Signature"], x_billkart_signature);
    assert.equal(headers["webhook-signature"], webhook_signature);
    assert.deepEqual([headers["webhook-id"], headers["webhook-timestamp"]], [id, String(timestamp)]);
  });
}

for (const { why, valid, secret, body, x_billkart_signature: header, now } of verified) {
  test(`verified: ${why}`, () => {
    const verify = () => webhooks.verify(body, { "x-billkart-signature": header }, secret, { now });

    if (valid) assert.deepEqual(verify(), JSON.parse(body));
    else assert.throws(verify, WebhookSignatureError);
    assert.equal(webhooks.doctor(body, { "x-billkart-signature": header }, secret, { now }).verified, valid);
  });
}

test("bytes, text and array buffers; headers of Node, of fetch, in any case, or the one alone", () => {
  const bytes = Buffer.from(BODY);
  for (const raw of [BODY, bytes, new Uint8Array(bytes), new Uint8Array(bytes).buffer]) {
    for (const headers of [HEADER, { "X-BILLKART-SIGNATURE": HEADER }, new Headers({ "X-Billkart-Signature": HEADER }), { "x-billkart-signature": [HEADER] }]) {
      assert.equal(webhooks.verify(raw, headers, SECRET, ok).data.grand_total, 220);
    }
  }
});

test("several secrets, old and new, whichever signed", () => {
  assert.equal(webhooks.constructEvent(BODY, HEADER, [OTHER, SECRET], ok).id, ID);
  assert.throws(() => webhooks.verify(BODY, HEADER, [OTHER], ok), { code: "signature_unknown" });
});

test("no secret never verifies, not even one of nothing", () => {
  const forged = `t=${NOW},v1=${createHmac("sha256", "").update(`${NOW}.${BODY}`).digest("hex")}`;
  for (const secret of [undefined, null, "", [], [""], ["", undefined]]) assert.throws(() => webhooks.verify(BODY, forged, secret, ok), ConfigurationError);
});

test("the Standard Webhooks headers are enough, and are checked", () => {
  const headers = { "webhook-id": ID, "webhook-timestamp": String(NOW), "webhook-signature": STANDARD };

  assert.equal(webhooks.verify(BODY, headers, SECRET, ok).id, ID);
  assert.throws(() => webhooks.verify(BODY, { ...headers, "webhook-id": "evt_other" }, SECRET, ok), { code: "signature_unknown" });
});

test("a parsed object is refused aloud, with what to do in each framework", () => {
  for (const parsed of [JSON.parse(BODY), [1], undefined, null]) {
    assert.throws(() => webhooks.verify(parsed, HEADER, SECRET, ok), (error) => {
      assert.ok(error instanceof WebhookSignatureError);
      assert.equal(error.code, "body_parsed");
      assert.match(error.message, /express\.raw\(/);
      assert.match(error.message, /request\.text\(\)/);
      return true;
    });
  }
});

test("old ones are refused, unless the tolerance says otherwise", () => {
  assert.throws(() => webhooks.verify(BODY, HEADER, SECRET, { now: NOW + 301 }), { code: "clock_off", message: /301 s ago/ });
  assert.throws(() => webhooks.verify(BODY, HEADER, SECRET), { code: "clock_off" });
  assert.equal(webhooks.verify(BODY, HEADER, SECRET, { now: NOW + 3600, tolerance: 7200 }).id, ID);
});

test("decimals as exact text", () => {
  assert.equal(webhooks.verify(BODY, HEADER, SECRET, { ...ok, money: "string" }).data.grand_total, "220");
});

test("a body that is no JSON is an error of its own", () => {
  assert.throws(() => webhooks.verify("hello", webhooks.testHeaders("hello", SECRET), SECRET), (error) => error instanceof SaathiXError && /no JSON/.test(error.message));
});

test("headers made for a test are those of a delivery of now", () => {
  const headers = webhooks.testHeaders(BODY, [SECRET, OTHER]);

  assert.equal(webhooks.verify(BODY, headers, OTHER).id, ID);
  assert.equal(headers["X-Billkart-Event-Id"], ID);
  assert.equal(headers["X-Billkart-Delivery-Attempt"], "1");
});

const parsed = JSON.parse(BODY);
const diagnoses = [
  ["all is well", BODY, { "X-Billkart-Signature": HEADER }, SECRET, []],
  ["the header is missing", BODY, {}, SECRET, ["header_missing"]],
  ["the header is cut", BODY, { "X-Billkart-Signature": HEADER.slice(0, -4) }, SECRET, ["header_malformed"]],
  ["a parsed object that writes as it was", parsed, { "X-Billkart-Signature": HEADER }, SECRET, ["body_parsed"]],
  ["parsed and written with blanks", JSON.stringify(parsed, null, 2), { "X-Billkart-Signature": HEADER }, SECRET, ["body_reserialised"]],
  ["written as JSON twice", JSON.stringify(BODY), { "X-Billkart-Signature": HEADER }, SECRET, ["body_reserialised"]],
  ["escaped beyond ASCII", BODY.replaceAll("•", "\\u2022"), { "X-Billkart-Signature": HEADER }, SECRET, ["body_reserialised"]],
  ["a line break added", `${BODY}\n`, { "X-Billkart-Signature": HEADER }, SECRET, ["body_altered"]],
  ["still in base64", Buffer.from(BODY).toString("base64"), { "X-Billkart-Signature": HEADER }, SECRET, ["body_altered"]],
  ["read as Latin-1", Buffer.from(BODY).toString("latin1"), { "X-Billkart-Signature": HEADER }, SECRET, ["body_altered"]],
  ["a line break behind the secret", BODY, { "X-Billkart-Signature": HEADER }, `${SECRET}\n`, ["wrong_secret"]],
  ["the secret without its beginning", BODY, { "X-Billkart-Signature": HEADER }, SECRET.slice(6), ["wrong_secret"]],
  ["both the secret and the body", `${BODY} `, { "X-Billkart-Signature": HEADER }, ` ${SECRET}`, ["wrong_secret", "body_altered"]],
  ["another's secret", BODY, { "X-Billkart-Signature": HEADER }, OTHER, ["signature_unknown"]],
];
for (const [why, body, headers, secret, codes] of diagnoses) {
  test(`doctor: ${why}`, () => {
    const { verified: fine, findings, clock_off_seconds: off } = webhooks.doctor(body, headers, secret, ok);

    assert.deepEqual(findings.map(({ code }) => code), codes);
    assert.equal(fine, codes.length === 0);
    assert.ok([0, null].includes(off));
  });
}

test("doctor: the clock, beside the rest", () => {
  const { findings, clock_off_seconds: off, signed_at: at, event_id: id } = webhooks.doctor(BODY, HEADER, SECRET, { now: NOW - 900 });

  assert.deepEqual(findings.map(({ code }) => code), ["clock_off"]);
  assert.match(findings[0].detail, /off by 900 s/);
  assert.deepEqual([off, at, id], [-900, new Date(NOW * 1000).toISOString().replace(".000", ""), ID]);
});

test("a client has them too", () => {
  const client = new SaathiX(KEY);

  assert.equal(client.webhooks.verify, webhooks.verify);
  assert.equal(client.webhooks.constructEvent(BODY, HEADER, SECRET, ok).type, "invoice.created");
});
