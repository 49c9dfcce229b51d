// A receiver of webhooks with Express.  SAATHIX_WEBHOOK_SECRET=whsec_… PORT=3000 node examples/express.mjs
import express from "express";
import { webhooks, WebhookSignatureError } from "@saathix/node";

const secrets = process.env.SAATHIX_WEBHOOK_SECRET.split(","); // two while a rotated one still lives
const seen = new Set(); // in a real shop a table: a delivery may come twice
const app = express();

// express.raw, and above express.json(): what is signed is the bytes.
app.post("/hooks", express.raw({ type: "application/json" }), (request, response) => {
  const event = webhooks.verify(request.body, request.headers, secrets);
  response.sendStatus(204); // at once: what takes long is done afterwards
  if (seen.has(event.id)) return;
  seen.add(event.id);
  if (event.type === "invoice.created") console.log(`${event.data.invoice_no}: Rs ${event.data.grand_total}`);
});

app.use(express.json());

app.use((error, _request, response, next) => {
  if (!(error instanceof WebhookSignatureError)) return next(error);
  console.error(error.code, error.message);
  response.status(400).json({ error: error.code });
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => console.log(`listening on ${server.address().port}`));
