// The lexical rules shared by header grammars (RFC 3261 §25.1): tokens, quoted strings, comma lists.

const tokenPattern = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const quote = 0x22;
const backslash = 0x5c;

/** True for `token` of RFC 3261 §25.1. */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Index just past the closing quote of the quoted string that opens at `start`; -1 when it never closes. */
export function endOfQuoted(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === backslash) index++;
    else if (code === quote) return index + 1;
  }
  return -1;
}

/** The content of a quoted string (its quotes included in `text`), with quoted pairs resolved. */
export function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\([\s\S])/g, "$1");
}

/** `text` as a quoted string; control characters cannot be written and become spaces. */
export function quoted(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not get out
  return `"${text.replace(/[\u0000-\u001f\u007f]/g, " ").replace(/["\\]/g, "\\$&")}"`;
}

/**
 * Splits a header value at `separator` outside quoted strings and angle brackets; items are trimmed.
 * An unterminated quote swallows the rest, so that the item's own parser refuses it.
 */
export function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  if (!text.includes(separator)) return [text.trim()];
  const items: string[] = [];
  let start = 0;
  let inBrackets = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '"') {
      const end = endOfQuoted(text, index);
      if (end < 0) break;
      index = end - 1;
    } else if (char === "<") inBrackets = true;
    else if (char === ">") inBrackets = false;
    else if (char === separator && !inBrackets) {
      items.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  items.push(text.slice(start).trim());
  return items;
}

/** A decimal number of 1 to 10 digits not above `max`; undefined for anything else. */
export function parseBoundedInteger(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}
