// examples/express.mjs, run as it stands.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { webhooks } from "../dist/esm/index.js";

const [OLD, NEW] = ["whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="];
const BODY = '{"id":"evt_1","type":"invoice.created","data":{"invoice_no":"INV-2026-04217","grand_total":220}}';

test("the Express example takes what is signed, once, and refuses the rest", async (t) => {
  const file = fileURLToPath(new URL("../examples/express.mjs", import.meta.url));
  const child = spawn(process.execPath, [file], { env: { ...process.env, PORT: "0", SAATHIX_WEBHOOK_SECRET: `${NEW},${OLD}` }, stdio: ["ignore", "pipe", "ignore"] });
  t.after(() => child.kill());
  const said = [];
  const lines = createInterface(child.stdout).on("line", (line) => said.push(line));
  await once(lines, "line");
  const url = `http://127.0.0.1:${/\d+/.exec(said[0])[0]}/hooks`;
  const deliver = async (body, headers) => (await fetch(url, { method: "POST", body, headers })).status;

  const statuses = [
    await deliver(BODY, webhooks.testHeaders(BODY, NEW)),
    await deliver(BODY, webhooks.testHeaders(BODY, OLD, { attempt: 2 })),
    await deliver(BODY.replace("220", "22000"), webhooks.testHeaders(BODY, NEW)),
    await deliver(BODY, webhooks.testHeaders(BODY, NEW, { timestamp: 1782641662 })),
    await deliver(BODY, { "Content-Type": "application/json" }),
  ];

  assert.deepEqual(statuses, [204, 204, 400, 400, 400]);
  assert.deepEqual(said.slice(1), ["INV-2026-04217: Rs 220"]);
});
