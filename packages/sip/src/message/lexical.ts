// The lexical rules shared by header grammars (RFC 3261 §25.1): tokens, quoted strings, comma lists.

const quote = 0x22;
const backslash = 0x5c;
const percent = 0x25;
const zero = 0x30;

/** Classes of characters, as bits: scanning by them costs a third of the same regular expression. */
export const charClass = { token: 1, host: 2, user: 4, uriParameter: 8, digit: 16, hex: 32 } as const;

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const classesByCode = new Uint8Array(128);
for (const [bits, characters] of [
  [charClass.token, `${alphanumeric}-.!%*_+\`'~`],
  [charClass.host, `${alphanumeric}_.-`],
  // userinfo, plus "#", which phones put into feature codes unescaped.
  [charClass.user, `${alphanumeric}-_.!~*'()&=+$,;?/#:`],
  [charClass.uriParameter, `${alphanumeric}-_.!~*'()[]/:&+$`],
  [charClass.digit, "0123456789"],
  [charClass.hex, "0123456789ABCDEFabcdef"],
] as const) {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    classesByCode[code] = (classesByCode[code] as number) | bits;
  }
}

/** Index of the first character of `text[start, end)` that is not of the class; `end` when all are. */
export function endOfClass(text: string, start: number, end: number, bits: number): number {
  let index = start;
  while (index < end && isOfClass(text.charCodeAt(index), bits)) index++;
  return index;
}

/** The same, where an escape (`%HH`) is of every class. */
export function endOfEscapedClass(text: string, start: number, end: number, bits: number): number {
  let index = start;
  for (;;) {
    index = endOfClass(text, index, end, bits);
    if (index + 3 > end || text.charCodeAt(index) !== percent) return index;
    if (endOfClass(text, index + 1, index + 3, charClass.hex) !== index + 3) return index;
    index += 3;
  }
}

function isOfClass(code: number, bits: number): boolean {
  return code < 128 && ((classesByCode[code] as number) & bits) !== 0;
}

/** What `text.startsWith(part, start)` says, in a tenth of its time for the short parts of a grammar. */
export function hasAt(text: string, start: number, part: string): boolean {
  for (let index = 0; index < part.length; index++) {
    if (text.charCodeAt(start + index) !== part.charCodeAt(index)) return false;
  }
  return true;
}

/** `text` in lower case: the same string when it is already, as names and hosts nearly always are. */
export function lowerCase(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x41 && code <= 0x5a) || code >= 128) return text.toLowerCase();
  }
  return text;
}

/** Index of the first character from `start` that is neither space nor tab. */
export function skipSpace(text: string, start: number): number {
  let index = start;
  while (isSpace(text.charCodeAt(index))) index++;
  return index;
}

/** Space or tab: the only white space left in an unfolded value. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** True for `token` of RFC 3261 §25.1. */
export function isToken(text: string): boolean {
  return text !== "" && endOfClass(text, 0, text.length, charClass.token) === text.length;
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
  const content = text.slice(1, -1);
  return content.includes("\\") ? content.replace(/\\([\s\S])/g, "$1") : content;
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
  if (text === undefined || text === "" || text.length > 10) return undefined;
  let value = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - zero;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value <= max ? value : undefined;
}
