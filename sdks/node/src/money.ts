/** Rupees and paise: the two exact ways to hold money. Add in paise, send and show rupees. */

import { SaathiXError } from "./errors.js";

const RUPEES = /^(-?)(\d+)(?:\.(\d{1,2}))?$/;

/** Rupees as integer paise: paise(19.99) is 1999, paise("68.50") is 6850. More than two decimals are refused, not rounded. */
export function paise(rupees: number | string): number {
  const found = RUPEES.exec(String(rupees));
  if (found === null) {
    throw new SaathiXError(`${rupees} is no amount in rupees with at most 2 decimals. Do sums in paise: floats lose them.`);
  }
  const [, sign, whole, decimals = ""] = found;
  const value = Number(whole + decimals.padEnd(2, "0"));
  if (!Number.isSafeInteger(value)) throw new SaathiXError(`${rupees} is too large to be counted exactly`);
  return sign && value !== 0 ? -value : value;
}

/** Integer paise as text in rupees, which every amount of a request takes: rupees(6850) is "68.50". */
export function rupees(paise: number): string {
  if (!Number.isSafeInteger(paise)) throw new SaathiXError(`${paise} is no whole number of paise`);
  const digits = String(Math.abs(paise)).padStart(3, "0");
  return `${paise < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
