/** One HTTP exchange over Node's own http and https, with connections kept. */

import * as http from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";

import { ApiConnectionError, ApiTimeoutError } from "./errors.js";
import type { Stopper } from "./stopper.js";

export interface WireRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  connectTimeout: number;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  url: string;
}

export interface Transport {
  send(request: WireRequest, stopper: Stopper): Promise<WireAnswer>;
  close(): void;
}

/** A connection error on a kept connection that the server had closed meanwhile: worth a new one at once. */
export class StaleConnection extends ApiConnectionError {
  override name = "ApiConnectionError";
}

const LARGEST_ANSWER = 64 * 1024 * 1024;

/** Send through agents that keep connections alive, or through the caller's own. */
export function nodeTransport(own?: object): Transport {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  return {
    send: (wire, stopper) => exchange(wire, stopper, (own as http.Agent | undefined) ?? (wire.url.startsWith("https:") ? agents.https : agents.http)),
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function exchange(wire: WireRequest, stopper: Stopper, agent: http.Agent): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const { request: open } = wire.url.startsWith("https:") ? https : http;
    const request = open(wire.url, { method: wire.method, headers: wire.headers, agent });
    const fail = (error: Error): void => reject(stopper.stopped ? stopper.reason : failure(error, wire, request));
    stopper.onStop = (reason) => void request.destroy(reason as Error);
    request.on("error", fail);
    request.on("socket", (socket) => limitConnecting(socket, request, wire));
    request.on("response", (response) => collect(response, wire.url, resolve, fail));
    request.end(wire.body);
  });
}

function limitConnecting(socket: Socket, request: http.ClientRequest, { url, connectTimeout }: WireRequest): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    request.destroy(new ApiTimeoutError(`No connection to ${new URL(url).host} within ${connectTimeout} ms`));
  }, connectTimeout);
  const clear = (): void => clearTimeout(timer);
  socket.once(url.startsWith("https:") ? "secureConnect" : "connect", clear).once("close", clear);
}

function collect(response: http.IncomingMessage, url: string, done: (answer: WireAnswer) => void, fail: (error: Error) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_ANSWER) response.destroy(new ApiConnectionError(`The answer of ${url} is over ${LARGEST_ANSWER} bytes; it was given up`));
  });
  response.on("error", fail);
  response.on("end", () => {
    if (!response.complete) return fail(new Error("the connection was cut in the middle of the answer"));
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) headers[name] = String(value);
    done({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks), url });
  });
}

function failure(error: Error, wire: WireRequest, request: http.ClientRequest): Error {
  if (error instanceof ApiTimeoutError || error instanceof ApiConnectionError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const message = `${explained(code, new URL(wire.url).host)} (${code ?? error.message})`;
  const stale = request.reusedSocket && (code === "ECONNRESET" || code === "EPIPE");
  return new (stale ? StaleConnection : ApiConnectionError)(message, { cause: error });
}

function explained(code: string | undefined, host: string): string {
  if (code === "ECONNREFUSED") return `Nothing listens at ${host}: is the server started, is the base URL right?`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `The name of ${host} is not known: is the base URL right, is there a network?`;
  if (code?.startsWith("ERR_TLS") || code?.includes("CERT") || code?.includes("SIGNATURE")) return `The certificate of ${host} is not trusted`;
  if (code === "EPROTO") return `${host} does not speak TLS there: is it http, not https?`;
  if (code?.startsWith("HPE_")) return `${host} answered in something that is not HTTP`;
  return `The connection to ${host} was cut before the whole answer came`;
}
