// A user of ESM.
import Default, { NotFoundError, SaathiX, webhooks } from "@saathix/node";

const client = new SaathiX();
const invoice = await client.invoices.create({ items: [{ sku: "MAGGI-70G", qty: 2 }] });
const error = await client.invoices.retrieve("missing").catch((reason) => reason);
const event = webhooks.verify('{"type":"ping"}', webhooks.testHeaders('{"type":"ping"}', "whsec_x"), "whsec_x");
console.log(invoice.invoice_no, error instanceof NotFoundError, error.code, event.type, Default === SaathiX);
