// Reading and writing `Digest name=value, …` (RFC 7616 §3.3, RFC 3261 §25.1).
import { isToken, quoted, splitOutsideQuotes, unquote } from "../message/index.ts";

/** Parameters by lower-case name, quotes removed. */
export type DigestFields = ReadonlyMap<string, string>;

/** Fields of a Digest challenge or answer; undefined for another scheme or a malformed value. */
export function parseDigestHeader(value: string): DigestFields | undefined {
  const match = /^digest\s+(.*)$/is.exec(value.trim());
  if (match === null) return undefined;
  const fields = new Map<string, string>();
  for (const item of splitOutsideQuotes(match[1] as string, ",")) {
    if (item === "") continue;
    const equals = item.indexOf("=");
    const name = item.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    const text = item.slice(equals + 1).trim();
    const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
    // A field given twice could be read one way here and another way elsewhere.
    if (!isToken(name) || fields.has(name)) return undefined;
    fields.set(name, isQuoted ? unquote(text) : text);
  }
  return fields;
}

/** Fields that the grammar wants without quotes. */
const bareFields = new Set(["algorithm", "nc", "stale"]);

/** Writes the fields in the given order. `bareQop` for answers: only challenges quote qop. */
export function writeDigestHeader(fields: readonly (readonly [string, string])[], bareQop: boolean): string {
  const items = fields.map(([name, value]) =>
    bareFields.has(name) || (bareQop && name === "qop") ? `${name}=${value}` : `${name}=${quoted(value)}`,
  );
  return `Digest ${items.join(", ")}`;
}
