// A user of TypeScript with the types of Node: its signals, agents, fetch and headers are what the SDK takes.
import { Agent } from "node:https";
import { createServer } from "node:http";
import { SaathiX, webhooks } from "@saathix/node";

const stop = new AbortController();
const client = new SaathiX("sk_test_x", { agent: new Agent({ keepAlive: true }) });
export const other = new SaathiX({ apiKey: "sk_test_x", fetch, hooks: { onResponse: ({ status }) => void status } });

createServer((request, response) => {
  const event = webhooks.verify(Buffer.from("…"), request.headers, ["whsec_x"]);
  response.end(event.id);
});

export async function list(): Promise<string[]> {
  await client.products.list({}, { signal: stop.signal });
  await client.products.list({}, { signal: AbortSignal.timeout(5_000) });
  const both = await Promise.all([client.products.retrieve("prod_1"), client.invoices.list()]);
  webhooks.verify("…", new Headers({ a: "b" }), "whsec_x");
  return [both[0].sku, ...both[1].data.map((invoice) => invoice.invoice_no)];
}
