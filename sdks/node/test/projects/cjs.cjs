// A user of CommonJS.
const { SaathiX, webhooks, NotFoundError } = require("@saathix/node");

const client = new SaathiX();
client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 2 }] }).then(async (invoice) => {
  const error = await client.invoices.retrieve("missing").catch((reason) => reason);
  const event = webhooks.verify('{"type":"ping"}', webhooks.testHeaders('{"type":"ping"}', "whsec_x"), "whsec_x");
  console.log(invoice.invoice_no, error instanceof NotFoundError, error.code, event.type, require("@saathix/node/package.json").version);
});
