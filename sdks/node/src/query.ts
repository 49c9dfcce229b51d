/** Paths and queries. */

import { ConfigurationError } from "./errors.js";

/** A path with its parameters escaped; one that is missing leaves a gap, which checkedPath refuses. */
export function path(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return texts.reduce((whole, text, n) => whole + segment(values[n - 1]) + text);
}

function segment(value: unknown): string {
  return typeof value === "string" ? encodeURIComponent(value) : "";
}

/** Refuse a path that would name another address than was meant. */
export function checkedPath(path: string): string {
  if (!path.startsWith("/")) throw new ConfigurationError(`A path begins with /; ${JSON.stringify(path)} does not`);
  if (/\/\.{0,2}(\/|$)/.test(path)) throw new ConfigurationError(`An id is missing or no id in ${path}: was undefined, "" or "." given?`);
  return path;
}

/** `{limit: 2, created_at: {gte}, expand: ["stock"]}` as `?limit=2&created_at[gte]=…&expand[]=stock`; null and undefined are left out. */
export function queryOf(params: object | undefined): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) add(query, name, value);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

function add(query: URLSearchParams, name: string, value: unknown): void {
  if (value === null || value === undefined) return;
  if (value instanceof Date) query.append(name, `${value.toISOString().slice(0, 19)}Z`);
  else if (Array.isArray(value)) value.forEach((one) => add(query, `${name}[]`, one));
  else if (typeof value === "object") Object.entries(value).forEach(([inner, one]) => add(query, `${name}[${inner}]`, one));
  else query.append(name, String(value));
}
