// Removes from a SIP message what would let its reader act as somebody else, listen in, or learn a secret:
// answers to challenges, tokens, keys of media, passwords in URIs, pressed keys. What helps to find a
// fault stays: who answered a challenge, for which realm, with which nonce.
//
// Every message of every call comes through here: lines are passed over by their first letter, and a pattern
// is only tried where something may be.

const [tab, carriageReturn, space, colon, equals] = [0x09, 0x0d, 0x20, 0x3a, 0x3d];
/** Stands where something was removed. */
const removed = "[removed]";

/** `y` is the compact form of Identity (RFC 8224 §4). */
const secretHeader = /^(?:(?:proxy-)?authorization|(?:proxy-)?authentication-info|identity|y)[ \t]*$/i;
const lettersOfHeaders = new Set(Buffer.from("aApPiIyY"));
/** The password behind the user of a URI (RFC 3261 §19.1.1, RFC 3986 §3.2.1). */
const uriPassword = /((?:sips?:|https?:\/\/)[^\s:@<>"/]+:)[^\s@<>"]+@/gi;
/** Going back from an "@", the part before it ends here. */
const endsUser = new Set(Buffer.from(' \t\n<>":'));
/** A URI may carry headers for the request made of it (RFC 3261 §19.1.1). */
const uriAuthorization = /([?&](?:proxy-)?authorization=)[^&>\s"]+/gi;
/**
 * In SDP: keys of SRTP (RFC 4568), key management (RFC 4567), the password of ICE (RFC 8839 §5.4), and the
 * old `k=` line (RFC 4566 §5.12). Fingerprints and ufrags are public.
 */
const sdpSecret = /^(a=crypto:[ \t]*\d+[ \t]+\S+[ \t]+|a=key-mgmt:|a=ice-pwd:|k=)(.+)$/is;
const lettersOfSdp = new Set(Buffer.from("aAkK"));
const lettersOfAttributes = new Set(Buffer.from("cCkKiI"));
/** A pressed key in INFO, alone or as `Signal=5`: it may be one of a card number. */
const pressedKey = /^([ \t]*signal[ \t]*=[ \t]*|)([0-9A-D*#]+)[ \t]*$/gim;

/** The same message without its secrets. In the body, what is removed keeps its length in bytes. */
export function redact(text: string): string {
  const crlf = text.indexOf("\r\n\r\n");
  // Peers that end lines with a bare line feed are heard as well.
  const end = crlf === -1 ? text.indexOf("\n\n") : crlf;
  if (end === -1) return redactHead(text);
  const [head, body] = [text.slice(0, end), text.slice(end)];
  const isInfo = head.startsWith("INFO ");
  const redactedBody = isInfo ? redactKeys(body) : body.length > 4 ? redactSdp(body) : body;
  const redactedHead = redactHead(head);
  return redactedHead === head && redactedBody === body ? text : redactedHead + redactedBody;
}

function redactHead(head: string): string {
  let kept = "";
  let copiedTo = 0;
  for (let start = 0; start < head.length;) {
    const end = endOfField(head, start);
    const nameEnd = lettersOfHeaders.has(head.charCodeAt(start)) ? head.indexOf(":", start) : -1;
    if (nameEnd !== -1 && nameEnd < end && secretHeader.test(head.slice(start, nameEnd))) {
      kept += `${head.slice(copiedTo, nameEnd + 1)} ${whatStays(head.slice(nameEnd + 1, end))}`;
      copiedTo = end;
    }
    start = end + (head.charCodeAt(end) === carriageReturn ? 2 : 1);
  }
  let whole = copiedTo === 0 ? head : kept + head.slice(copiedTo);
  if (mayHoldPassword(whole)) whole = whole.replace(uriPassword, `$1${removed}@`);
  return whole.includes("?") ? whole.replace(uriAuthorization, `$1${removed}`) : whole;
}

/** Where a header field ends: before its line break, continuation lines included (RFC 3261 §7.3.1). */
function endOfField(head: string, start: number): number {
  let end = head.indexOf("\n", start);
  while (end !== -1 && isBlank(head.charCodeAt(end + 1))) end = head.indexOf("\n", end + 1);
  if (end === -1) return head.length;
  return head.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
}

function isBlank(code: number): boolean {
  return code === space || code === tab;
}

/** Whether some "@" has a colon before it that is not the one behind a scheme: nearly no message has one. */
function mayHoldPassword(head: string): boolean {
  for (let at = head.indexOf("@"); at !== -1; at = head.indexOf("@", at + 1)) {
    let before = at - 1;
    while (before > 0 && !endsUser.has(head.charCodeAt(before))) before--;
    if (head.charCodeAt(before) !== colon) continue;
    if (!/(?:^|[\s<"])sips?$/i.test(head.slice(Math.max(0, before - 5), before))) return true;
  }
  return false;
}

/** Of an answer to a challenge: who answered, for which realm. Of anything else nothing. */
function whatStays(value: string): string {
  if (!/^\s*digest\s/i.test(value)) return removed;
  const parts = [/\busername="[^"]*"/i, /\brealm="[^"]*"/i].flatMap((part) => part.exec(value)?.[0] ?? []);
  return `Digest ${[...parts, removed].join(", ")}`;
}

function redactKeys(body: string): string {
  return body.replace(pressedKey, (_, name: string, key: string) => name + blank(key));
}

function redactSdp(body: string): string {
  let kept = "";
  let copiedTo = 0;
  for (let start = 0; start < body.length;) {
    const next = body.indexOf("\n", start);
    const end = next === -1 ? body.length : body.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
    if (mayBeSecret(body, start)) {
      kept += body.slice(copiedTo, start) + withoutKeys(body.slice(start, end));
      copiedTo = end;
    }
    start = next === -1 ? body.length : next + 1;
  }
  return copiedTo === 0 ? body : kept + body.slice(copiedTo);
}

/** `k=`, and the attributes that begin as `a=crypto`, `a=key-mgmt` and `a=ice-pwd` do. */
function mayBeSecret(body: string, start: number): boolean {
  if (body.charCodeAt(start + 1) !== equals || !lettersOfSdp.has(body.charCodeAt(start))) return false;
  return (body.charCodeAt(start) | 0x20) === 0x6b || lettersOfAttributes.has(body.charCodeAt(start + 2));
}

function withoutKeys(line: string): string {
  return line.replace(sdpSecret, (_, name: string, value: string) => name + keyless(value));
}

/** Blanks each word; what says how a key is used stays (RFC 4568 §6.1: `inline:KEY|2^20|1:4`), so that it can be read. */
function keyless(value: string): string {
  return value.replaceAll(
    /(inline:)?([^|;\s]+)((?:\|[\d^:]+)*)/g,
    (_, method: string | undefined, key: string, usage: string) => `${method ?? ""}${blank(key)}${usage}`,
  );
}

function blank(secret: string): string {
  return "x".repeat(Buffer.byteLength(secret));
}
