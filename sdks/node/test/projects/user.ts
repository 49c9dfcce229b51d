// A user of TypeScript, strict, without the types of Node or of the DOM.
import { ConflictError, paise, rupees, SaathiX, webhooks, type Invoice, type SaleRequest, type WebhookEvent } from "@saathix/node";

declare const console: { log(...values: unknown[]): void };

const sale: SaleRequest = { customer: { phone: "+919876543210" }, items: [{ sku: "MAGGI-70G", qty: 2, rate: "14.00" }], payment: { mode: "upi" } };

// @ts-expect-error a sale needs items
const none: SaleRequest = { customer: { phone: "+919876543210" } };
// @ts-expect-error there is no such mode
const barter: SaleRequest = { items: [], payment: { mode: "barter" } };
// @ts-expect-error nor such a field
const typo: SaleRequest = { itmes: [], items: [] };

async function main(): Promise<void> {
  const client = new SaathiX();
  const exact = new SaathiX({ money: "string" });

  const invoice: Invoice = await client.invoices.create(sale, { idempotencyKey: "till-1-0001", timeout: 5_000 });
  const total: number = invoice.grand_total;
  const status: "paid" | "partially_paid" | "unpaid" = invoice.status;
  const text: string = (await exact.invoices.retrieve(invoice.id)).grand_total;
  // @ts-expect-error it is text
  const wrong: number = (await exact.invoices.retrieve(invoice.id)).grand_total;

  const names: string[] = [];
  for await (const product of client.products.list({ status: "active", updated_at: { gte: "2026-06-01T00:00:00Z" } })) names.push(product.name);
  const { value, answer } = await client.products.list({ limit: 1 }).withAnswer();
  const csv: string = await client.reports.sales({ granularity: "day", from: "2026-06-01", to: "2026-06-30", format: "csv" });
  // @ts-expect-error from and to are required
  void (() => client.reports.sales({ granularity: "day" }));

  try {
    await client.invoices.retrieve("missing");
  } catch (error) {
    if (error instanceof ConflictError) console.log(error.errors[0]?.pointer, error.errors[0]?.available);
  }
  const event: WebhookEvent = webhooks.verify('{"type":"ping"}', webhooks.testHeaders('{"type":"ping"}', "whsec_x"), "whsec_x");
  if (event.type === "invoice.created") console.log(event.data.invoice_no, event.data.grand_total.toFixed(2));
  if (event.type === "stock.low") console.log(event.data.sku);

  console.log(invoice.invoice_no, total, text, status, rupees(paise(total) * 2), names.length, value.has_more, answer.status, csv.length, event.type, typeof wrong);
}

void main();
export const unused = [none, barter, typo];
