// Servers that behave as a test says, and clients for them.
import http from "node:http";
import net from "node:net";
import { readFileSync } from "node:fs";

import { SaathiX } from "../../dist/esm/index.js";

export const KEY = "sk_test_sx_ofTheTests";
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), "utf8"));

/** A JSON answer. */
export const json = (body, status = 200, headers = {}) => ({ status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });

/**
 * An HTTP server that answers in turn, the last answer for ever. An answer is {status, headers, body} or a function
 * (request, response). `requests` are what came, `connections` how many connections there were.
 */
export async function scripted(t, ...answers) {
  const got = { requests: [], connections: 0, url: "" };
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    got.requests.push({ method: request.method, url: request.url, headers: request.headers, body });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof answer === "function") return void answer(request, response);
    response.writeHead(answer.status, { "Content-Type": "application/json", ...answer.headers }).end(answer.body);
  });
  server.on("connection", () => (got.connections += 1));
  got.server = server;
  got.url = await listening(t, server);
  return got;
}

/** A TCP server: `speak(socket)` writes whatever it likes. */
export async function rawServer(t, speak) {
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    speak(socket);
  });
  return listening(t, server);
}

async function listening(t, server) {
  const sockets = new Set();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** A client that does not wait between attempts; `waited` are the seconds that it would have. */
export function impatient(t, baseUrl, options = {}) {
  const waited = [];
  const client = new SaathiX({ apiKey: KEY, baseUrl, sleep: async (milliseconds) => void waited.push(milliseconds / 1000), ...options });
  t.after(() => client.close());
  return { client, waited };
}

/** The error of a call; fails when there is none. */
export async function errorOf(call) {
  try {
    await (typeof call === "function" ? call() : call);
  } catch (error) {
    return error;
  }
  throw new Error("there was no error");
}
