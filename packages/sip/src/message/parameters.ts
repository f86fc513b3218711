// Parameters after a header value (`;tag=1;lr`), RFC 3261 §25.1 generic-param.
import { endOfQuoted, quoted, unquote } from "./lexical.ts";

/** Parameters by lower-case name, in order; a parameter without a value maps to "". */
export type Parameters = ReadonlyMap<string, string>;

export const noParameters: Parameters = new Map();

/** An unquoted value: a token or a host, so brackets and colons of IPv6 literals are allowed as well. */
const bareValuePattern = /^[^\s"<>,;=?]+$/;
/** One parameter; a quoted value is left to be read from where the match ends. */
const parameterPattern = /\s*;\s*([A-Za-z0-9\-.!%*_+`'~]+)\s*(?:=\s*(?:([^\s"<>,;=?]+)|(?="))\s*)?/y;

/**
 * Reads `;name=value;flag` (white space around the separators allowed) up to the end of `text`.
 * Undefined when `text` is anything else: an empty parameter, a bad name, an open quote.
 */
export function parseParameters(text: string): Parameters | undefined {
  if (text === "") return noParameters;
  const end = text.trimEnd().length;
  const parameters = new Map<string, string>();
  let index = 0;
  while (index < end) {
    parameterPattern.lastIndex = index;
    const match = parameterPattern.exec(text);
    if (match === null) return undefined;
    index = parameterPattern.lastIndex;
    let value = match[2] ?? "";
    if (text[index] === '"') {
      const close = match[2] !== undefined || !match[0].includes("=") ? -1 : endOfQuoted(text, index);
      if (close < 0) return undefined;
      value = unquote(text.slice(index, close));
      index = close;
    }
    const name = (match[1] as string).toLowerCase();
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** Writes parameters as `;name=value;flag`; values that are no bare value are quoted. */
export function writeParameters(parameters: Parameters): string {
  let text = "";
  for (const [name, value] of parameters) {
    text += value === "" ? `;${name}` : `;${name}=${bareValuePattern.test(value) ? value : quoted(value)}`;
  }
  return text;
}
