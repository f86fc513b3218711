// Numbers between the forms that carriers write and E.164, the one form in which we keep them.
import { createRequire } from "node:module";
import type * as NumberLibrary from "libphonenumber-js/min";
import type { CountryCode } from "libphonenumber-js/min";

export type NumberFormat = "e164" | "e164-without-plus" | "national" | "as-dialled";

export type PrefixRule = {
  /** What a number must begin with; empty: any. */
  readonly begins: string;
  /** How many characters are taken from its front. */
  readonly strip: number;
  readonly prepend: string;
};

/** Shorter ones are service numbers (10086, 95588) and extensions: nobody reaches them from abroad. */
const fewestNationalDigits = 7;

let numberingPlans: typeof NumberLibrary | undefined;

/**
 * The numbering plans of the world: 93 files, 90 ms and 4 MB, read when the first number asks. A node that has
 * lines to carriers asks by itself before their first call (Trunks.replace).
 */
export function readNumberingPlans(): typeof NumberLibrary {
  numberingPlans ??= createRequire(import.meta.url)("libphonenumber-js/min") as typeof NumberLibrary;
  return numberingPlans;
}

/** Without what people write between digits; `tel:` parameters and a user's `;` parameters are gone too. */
export function bareNumber(text: string): string {
  return (text.split(";", 1)[0] ?? "").replaceAll(/[\s().\-/]/g, "");
}

/**
 * A number as it came over the wire, in E.164 with `+`; as it came (without punctuation) when it is none:
 * a service number, an extension, a name.
 */
export function toE164(text: string, country: string, format: NumberFormat): string {
  const bare = bareNumber(text);
  if (!/^\+?\d+$/.test(bare)) return bare;
  const international = bare.startsWith("+") || format === "as-dialled" ? bare : undefined;
  if (international !== undefined && !international.startsWith("+")) return bare;
  if (format === "e164" || format === "e164-without-plus" || international !== undefined) {
    return parsed(bare.startsWith("+") ? bare : `+${bare}`, undefined) ?? parsed(bare, country) ?? bare;
  }
  return parsed(bare, country) ?? bare;
}

/** What people dial, in E.164 where it is a whole number; their own country's habits hold (0, 00, 011 …). */
export function dialledToE164(text: string, country: string): string {
  return toE164(text, country, "national");
}

/** A number of ours as this format writes it; a service number stays as it is. */
export function fromE164(number: string, country: string, format: NumberFormat): string {
  if (!number.startsWith("+")) return number;
  switch (format) {
    case "e164":
    case "as-dialled":
      return number;
    case "e164-without-plus":
      return number.slice(1);
    case "national":
      return national(number, country);
    default:
      return format satisfies never;
  }
}

/** The first rule whose beginning fits is applied. */
export function applyPrefixRules(number: string, rules: readonly PrefixRule[]): string {
  const rule = rules.find(({ begins }) => number.startsWith(begins));
  return rule ? rule.prepend + number.slice(rule.strip) : number;
}

function parsed(text: string, country: string | undefined): string | undefined {
  const number = readNumberingPlans().parsePhoneNumberFromString(text, country as CountryCode | undefined);
  return number?.isPossible() && number.nationalNumber.length >= fewestNationalDigits
    ? number.number
    : undefined;
}

/** Numbers of other countries are dialled through the country's own way out (00, 011 …). */
function national(number: string, country: string): string {
  const known = readNumberingPlans().parsePhoneNumberFromString(number);
  if (!known) return number;
  const text =
    known.country === country
      ? known.formatNational()
      : known.format("IDD", { fromCountry: country as CountryCode });
  return bareNumber(text);
}
