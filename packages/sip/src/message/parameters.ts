// Parameters after a header value (`;tag=1;lr`), RFC 3261 §25.1 generic-param.
import { charClass, endOfClass, endOfQuoted, isSpace, quoted, skipSpace, unquote } from "./lexical.ts";
import { KnownSpellings } from "./known-spellings.ts";

/** Parameters by lower-case name, in order; a parameter without a value maps to "". */
export type Parameters = ReadonlyMap<string, string>;

export const noParameters: Parameters = new Map();

/** An unquoted value: a token or a host, so brackets and colons of IPv6 literals are allowed as well. */
const bareValuePattern = /[^\s"<>,;=?]+/y;
/** The parameters of every message, which need not be cut out of it. */
const usualNames = new KnownSpellings(
  ["branch", "expires", "lr", "q", "received", "rport", "tag"].map((name) => ({
    spelling: name,
    meaning: name,
  })),
);
const semicolon = 0x3b;
const equals = 0x3d;
const quote = 0x22;

/**
 * Reads `;name=value;flag` (white space around the separators allowed) up to the end of `text`.
 * Undefined when `text` is anything else: an empty parameter, a bad name, an open quote.
 */
export function parseParameters(text: string, start = 0): Parameters | undefined {
  let index = skipSpace(text, start);
  if (index >= text.length) return noParameters;
  const parameters = new Map<string, string>();
  while (index < text.length) {
    if (text.charCodeAt(index) !== semicolon) return undefined;
    const nameStart = skipSpace(text, index + 1);
    const nameEnd = endOfClass(text, nameStart, text.length, charClass.token);
    if (nameEnd === nameStart) return undefined;
    index = skipSpace(text, nameEnd);
    let value = "";
    if (text.charCodeAt(index) === equals) {
      const valueStart = skipSpace(text, index + 1);
      const isQuoted = text.charCodeAt(valueStart) === quote;
      const valueEnd = isQuoted ? endOfQuoted(text, valueStart) : endOfBareValue(text, valueStart);
      if (valueEnd <= valueStart) return undefined;
      value = text.slice(valueStart, valueEnd);
      if (isQuoted) value = unquote(value);
      index = skipSpace(text, valueEnd);
    }
    const known = usualNames.find(text, nameStart, nameEnd);
    const name = known?.meaning ?? text.slice(nameStart, nameEnd).toLowerCase();
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** Index of the first character that no bare value may have; `start` when there is none or a strange space. */
function endOfBareValue(text: string, start: number): number {
  const end = endOfClass(text, start, text.length, charClass.token);
  const next = text.charCodeAt(end);
  // Nearly every value is a token: the pattern is for hosts, addresses and what phones invent.
  if (end > start && (Number.isNaN(next) || next === semicolon || isSpace(next))) return end;
  bareValuePattern.lastIndex = start;
  return start + (bareValuePattern.exec(text)?.[0].length ?? 0);
}

/** Writes parameters as `;name=value;flag`; values that are no bare value are quoted. */
export function writeParameters(parameters: Parameters): string {
  let text = "";
  for (const [name, value] of parameters) {
    text += value === "" ? `;${name}` : `;${name}=${isBareValue(value) ? value : quoted(value)}`;
  }
  return text;
}

function isBareValue(value: string): boolean {
  return endOfBareValue(value, 0) === value.length;
}
