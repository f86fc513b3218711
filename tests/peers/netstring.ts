// Netstrings (length ":" bytes ","): how baresip's control connection frames its JSON.

/** One netstring holding the UTF-8 of `text`. */
export function encodeNetstring(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${body.length}:`), body, Buffer.from(",")]);
}

export type Netstrings = { readonly texts: readonly string[]; readonly rest: Buffer };

/** Takes the whole netstrings off the front of `bytes`; `rest` is the part not yet whole. Throws on other bytes. */
export function decodeNetstrings(bytes: Buffer): Netstrings {
  const texts: string[] = [];
  let rest = bytes;
  for (;;) {
    const colon = rest.indexOf(":");
    if (colon < 0) return { texts, rest };
    const digits = rest.toString("latin1", 0, colon);
    if (!/^\d+$/.test(digits)) throw new Error(`not a netstring: ${digits}`);
    const end = colon + 1 + Number(digits);
    if (rest.length <= end) return { texts, rest };
    if (rest.toString("latin1", end, end + 1) !== ",") throw new Error("netstring without its comma");
    texts.push(rest.toString("utf8", colon + 1, end));
    rest = rest.subarray(end + 1);
  }
}
