// The shop of an end-to-end test, from the environment, and a proxy that breaks connections.
import http from "node:http";
import net from "node:net";

import { SaathiX } from "../dist/esm/index.js";

/** A client of the shop that the test was given. */
export function shop(t, options = {}) {
  const client = new SaathiX({ hooks: { onResponse: (event) => events.push(event) }, ...options });
  const events = [];
  t.after(() => client.close());
  return { client, events };
}

/** A TCP proxy before the stack. Armed, it lets a request through and cuts the connection when the answer comes. */
export async function cuttingProxy(t) {
  const { hostname, port } = new URL(process.env.SAATHIX_BASE_URL);
  const state = { armed: false, cuts: 0, connections: 0, url: "" };
  const sockets = new Set();
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname);
    state.connections += 1;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => [client, upstream].forEach((one) => one.destroy()));
    }
    client.pipe(upstream);
    upstream.on("data", (data) => {
      if (!state.armed) return void client.write(data);
      state.armed = false; // the server has answered, so it has committed
      state.cuts += 1;
      client.resetAndDestroy();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => server.close(resolve));
  });
  state.url = `http://127.0.0.1:${server.address().port}`;
  return state;
}

/** A receiver of webhooks: `deliveries` are {body, headers}. */
export async function receiver(t) {
  const deliveries = [];
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    deliveries.push({ body: Buffer.concat(chunks), headers: request.headers });
    response.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  }));
  return { deliveries, url: `http://127.0.0.1:${server.address().port}/hooks` };
}

/** Wait until something is so, for 20 seconds at most. */
export async function until(isSo) {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = await isSo();
    if (value) return value;
  }
  throw new Error(`it did not come to be: ${isSo}`);
}
