/** JSON with exact decimals: numbers of the API as text, and text of the caller as plain numbers. */

import { DECIMAL_FIELDS, FREE_FIELDS } from "./generated/decimals.js";

/** How decimals come: number, or string for a client made with `money: "string"`. */
export type Decimal = number | string;

/** How decimals may be sent: 68.5, or "68.50", which goes out as the JSON number 68.50. */
export type DecimalInput = number | string;

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const TEXT_OR_FIELD = /"([^"\\]*(?:\\.[^"\\]*)*)"(?:(\s*:\s*)(-?\d[\d.eE+-]*))?/g;

/** Parse an answer; `exact` gives every decimal as the text that was sent, whatever its length. */
export function parse(text: string, exact: boolean): unknown {
  return JSON.parse(exact ? text.replace(TEXT_OR_FIELD, quoted) : text);
}

function quoted(whole: string, name?: string, colon?: string, number?: string): string {
  return number !== undefined && name !== undefined && DECIMAL_FIELDS.has(name) ? `"${name}"${colon}"${number}"` : whole;
}

/** Write a body; a decimal given as text becomes a plain number, and what JSON would lose in silence is refused. */
export function write(body: unknown): string {
  const decimals: string[] = [];
  const free = new Set<unknown>();
  const mark = `\u0001${Math.random()}:`;
  const text = JSON.stringify(body, function (this: unknown, name: string, value: unknown): unknown {
    const inside = free.has(this);
    if (typeof value === "object" && value !== null && (inside || FREE_FIELDS.has(name))) free.add(value);
    if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${name} is ${value}, which JSON cannot say`);
    if (typeof value === "bigint") throw new TypeError(`${name} is a bigint; send a number, or text such as "68.50"`);
    if (typeof value !== "string" || inside || !DECIMAL_FIELDS.has(name) || !DECIMAL.test(value)) return value;
    return mark + (decimals.push(canonical(value)) - 1);
  });
  if (text === undefined) throw new TypeError("a body must be an object");
  if (decimals.length === 0) return text;
  const written = JSON.stringify(mark).slice(0, -1);
  return text.split(written).map((part, n) => (n === 0 ? part : placed(part, decimals))).join("");
}

function placed(part: string, decimals: readonly string[]): string {
  const end = part.indexOf('"');
  return decimals[Number(part.slice(0, end))] + part.slice(end + 1);
}

/** JSON has no leading zeros. */
function canonical(decimal: string): string {
  return decimal.replace(/^(-?)0+(?=\d)/, "$1");
}
