// What a call costs over a bare client, and how many connections it takes.
//
//   SAATHIX_BASE_URL=… SAATHIX_SECRET_KEY=… node scripts/bench.mjs [calls]     a key without limits
//
// The same GET of one product by Node's http with a kept connection and JSON.parse, by Node's fetch, and by the SDK, in turn
// and each first as often, so that what else the machine does falls on all alike.
import { subscribe } from "node:diagnostics_channel";
import http from "node:http";

import { SaathiX } from "../dist/esm/index.js";

const calls = Number(process.argv[2] ?? 1000);
const { SAATHIX_BASE_URL: baseUrl, SAATHIX_SECRET_KEY: key } = process.env;
let connections = 0;
subscribe("net.client.socket", () => (connections += 1));
const client = new SaathiX();
const [{ id }] = (await client.products.list({ limit: 1 })).data;
const path = `/v1/products/${id}`;
const headers = { Authorization: `Bearer ${key}`, Accept: "application/json", "API-Version": "v1.4" };
const agent = new http.Agent({ keepAlive: true });

const ways = {
  "node:http": () => new Promise((resolve, reject) => {
    http.get(baseUrl + path, { agent, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk)).on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    }).on("error", reject);
  }),
  fetch: async () => (await fetch(baseUrl + path, { headers })).json(),
  SDK: () => client.products.retrieve(id),
};

for (let n = 0; n < 50; n += 1) for (const way of Object.values(ways)) await way();

const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
const processor = Object.fromEntries(Object.keys(ways).map((name) => [name, 0]));
for (let n = 0; n < calls; n += 1) {
  const turn = Object.entries(ways);
  for (const [name, way] of [...turn.slice(n % 3), ...turn.slice(0, n % 3)]) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    await way();
    times[name].push(performance.now() - began);
    processor[name] += process.cpuUsage(used).user + process.cpuUsage(used).system;
  }
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const [bare] = Object.values(times).map(median);
for (const [name, values] of Object.entries(times)) {
  const middle = median(values);
  console.log(`${name.padEnd(10)} median ${middle.toFixed(3)} ms (${((middle / bare - 1) * 100).toFixed(1)} % over node:http), processor ${(processor[name] / calls / 1000).toFixed(3)} ms a call`);
}
console.log(`connections opened by the three together: ${connections}, in ${3 * (calls + 50) + 1} calls`);
client.close();
agent.destroy();
