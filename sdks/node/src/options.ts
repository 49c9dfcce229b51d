/** What a client is made with, and what a single call may change of it. */

import { ConfigurationError } from "./errors.js";
import type { Hooks } from "./hooks.js";
import type { FetchLike } from "./transport_fetch.js";
import { API_VERSION } from "./version.js";

/** Any AbortSignal; named here so that no type of the DOM or of Node is needed. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export type MoneyKind = "number" | "string";

export interface ClientOptions<K extends MoneyKind = "number"> {
  /** Absent: the environment's SAATHIX_SECRET_KEY. */
  apiKey?: string | undefined;
  /** Absent: the environment's SAATHIX_BASE_URL, else https://api.saathix.com. */
  baseUrl?: string | undefined;
  /** The version to be answered in. */
  apiVersion?: string | undefined;
  /** Milliseconds for an attempt, from the first byte sent to the last received. Default 30,000. */
  timeout?: number | undefined;
  /** Milliseconds to get a connection. Default 3,000. */
  connectTimeout?: number | undefined;
  /** How often a failed call is tried again. Default 2. */
  maxRetries?: number | undefined;
  /** "string" gives every decimal (money, quantity, rate) as the exact text of the answer. Default "number". */
  money?: K | undefined;
  /** Told of each request, answer, retry and failure; never of keys or bodies. */
  hooks?: Hooks | undefined;
  /** An http.Agent or https.Agent of your own, for a proxy or a certificate. */
  agent?: object | undefined;
  /** A fetch to send with instead of Node's http; connectTimeout and agent do not count then. */
  fetch?: FetchLike | undefined;
  /** Added to the User-Agent, such as "our-till/2.1". */
  appInfo?: string | undefined;
  /** How to wait between attempts; for tests. */
  sleep?: ((milliseconds: number, signal?: Signal) => Promise<void>) | undefined;
}

export interface RequestOptions {
  /** A key of your own for a write, such as the till's bill number; absent: one is made. */
  idempotencyKey?: string | undefined;
  /** The ETag that a change is based on: ConflictError (412) when the object has changed since. */
  ifMatch?: string | undefined;
  signal?: Signal | undefined;
  timeout?: number | undefined;
  maxRetries?: number | undefined;
  apiVersion?: string | undefined;
  headers?: Record<string, string> | undefined;
}

export type Settings = Readonly<{
  apiKey: string;
  baseUrl: string;
  apiVersion: string;
  timeout: number;
  connectTimeout: number;
  maxRetries: number;
  exact: boolean;
  hooks: Hooks;
  appInfo: string | null;
  sleep: (milliseconds: number, signal?: Signal) => Promise<void>;
}>;

/** Check the options and fill in what is absent. Throws ConfigurationError. */
export function settingsFrom(options: ClientOptions<MoneyKind>): Settings {
  const environment = typeof process === "undefined" ? {} : process.env;
  const money = options.money ?? "number";
  if (money !== "number" && money !== "string") throw new ConfigurationError(`money is "number" or "string", not ${String(money)}`);
  return {
    apiKey: checkedKey(options.apiKey ?? environment.SAATHIX_SECRET_KEY),
    baseUrl: checkedUrl(options.baseUrl ?? environment.SAATHIX_BASE_URL ?? "https://api.saathix.com"),
    apiVersion: options.apiVersion ?? API_VERSION,
    timeout: atLeast(1, "timeout", options.timeout ?? 30_000),
    connectTimeout: atLeast(1, "connectTimeout", options.connectTimeout ?? 3_000),
    maxRetries: atLeast(0, "maxRetries", options.maxRetries ?? 2),
    exact: money === "string",
    hooks: options.hooks ?? {},
    appInfo: options.appInfo ?? null,
    sleep: options.sleep ?? sleep,
  };
}

function checkedKey(key: string | undefined): string {
  if (!key) throw new ConfigurationError("There is no API key: pass one, new SaathiX(\"sk_live_…\"), or set SAATHIX_SECRET_KEY");
  if (!/^[!-~]+$/.test(key)) throw new ConfigurationError("The API key has a blank, a line break or a character that keys do not have; strip it");
  return key;
}

function checkedUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigurationError(`The base URL ${JSON.stringify(text)} is no address; it is like https://api.saathix.com`);
  }
  if (!/^https?:$/.test(url.protocol) || url.search || url.hash) throw new ConfigurationError(`The base URL ${text} must be http(s) without ? and #`);
  return url.href.replace(/\/+$/, "");
}

export function atLeast(least: number, name: string, value: number): number {
  if (!(value >= least)) throw new ConfigurationError(`${name} is at least ${least}, not ${value}`);
  return value;
}

function sleep(milliseconds: number, signal?: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
