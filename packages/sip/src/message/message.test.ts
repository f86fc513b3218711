import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildRequest,
  buildResponse,
  checkRequest,
  encodeUser,
  parseMessage,
  parseNameAddress,
  parseUri,
  parseVia,
  sameUri,
  serializeMessage,
  splitOutsideQuotes,
  stampTopVia,
  uniqueBranch,
  writeNameAddress,
  writeVia,
} from "./index.ts";
import type { SipRequest, SipUri } from "./index.ts";

function request(...lines: string[]): SipRequest {
  const parsed = parseMessage(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  assert.ok(parsed.ok && parsed.value.kind === "request");
  return parsed.value;
}

const minimal = [
  "OPTIONS sip:a@b SIP/2.0",
  "v: SIP/2.0/UDP h;branch=z9hG4bKx;rport",
  "f: <sip:c@d>;tag=1",
  "t: <sip:a@b>",
  "i: id",
  "CSeq: 1 OPTIONS",
];

test("compact names, any case, folding, order of unknown headers", () => {
  const message = request(...minimal, "X-One: 1", "k: a,", "\tb", "SUPPORTED: c", "x-one: 2");
  assert.deepEqual(message.list("Supported"), ["a", "b", "c"]);
  assert.deepEqual(message.headers("X-One"), ["1", "2"]);
  assert.equal(message.header("call-id"), "id");
  assert.equal(checkRequest(message).kind, "valid");
});

test("what cannot be framed is told from what is only wrong", () => {
  for (const text of [
    "",
    "hello",
    "\r\n\r\n\r\n\r\n",
    "OPTIONS sip:a@b SIP/2.0\r\nno colon\r\n\r\n",
    "OPTIONS sip:a@b SIP/2.0\r\nA: b\nEvil: c\r\n\r\n",
    "OPTIONS sip:a@b SIP/2.0\r\nA: b\rEvil: c\r\n\r\n",
    "OPTIONS sip:a@b SIP/2.0\r\n folded: first\r\n\r\n",
    `OPTIONS sip:a@b SIP/2.0\r\n${"A: b\r\n".repeat(300)}\r\n`,
  ]) {
    assert.equal(parseMessage(Buffer.from(text)).ok, false, JSON.stringify(text));
  }
  const wrong = request("OPTIONS sip:a@b SIP/2.0", "A: b");
  assert.deepEqual(checkRequest(wrong), { kind: "refuse", status: 400, reason: "Missing Call-ID" });
});

test("names of Object.prototype are ordinary header names", () => {
  const message = request(...minimal, "constructor: x", "__proto__: y");
  assert.equal(message.header("Constructor"), "x");
  assert.equal(message.header("__proto__"), "y");
  assert.equal(message.header("toString"), undefined);
});

test("a header name with a space is refused, also after the framer met it", () => {
  const text = `${minimal.join("\r\n")}\r\nBad Name: x\r\n\r\n`;
  assert.equal(parseMessage(Buffer.from(text)).ok, false);
  assert.equal(parseMessage(Buffer.from(text)).ok, false);
});

test("line breaks in values never get out as lines", () => {
  const built = buildRequest({ method: "INFO", uri: "sip:a@b", headers: [["Subject", "x\r\nEvil: 1"]] });
  const text = serializeMessage(built).toString();
  assert.ok(text.includes("Subject: x Evil: 1\r\n"));
  assert.ok(!text.includes("\nEvil"));
  const named = writeNameAddress({ displayName: 'Eve" <sip:x@y>\r\n', uri: "sip:a@b>\r\nEvil: 1" });
  assert.equal(parseNameAddress(named)?.displayName, 'Eve" <sip:x@y>  ');
  assert.equal(parseNameAddress(named)?.uri, "sip:a@bEvil:1");
});

test("responses copy what §8.2.6 asks for, and the tag once", () => {
  const message = request(...minimal, "Timestamp: 54", "Record-Route: <sip:p;lr>", "User-Agent: x");
  const names = (status: number) =>
    buildResponse(message, status, { toTag: "9" }).fields.map(({ key }) => key);
  assert.deepEqual(names(100), ["via", "from", "to", "call-id", "cseq", "timestamp"]);
  assert.deepEqual(names(180), ["via", "from", "to", "call-id", "cseq", "record-route"]);
  assert.deepEqual(names(404), ["via", "from", "to", "call-id", "cseq"]);
  assert.equal(buildResponse(message, 100, { toTag: "9" }).toTag, undefined);
  assert.equal(buildResponse(message, 200, { toTag: "9" }).toTag, "9");
  assert.equal(buildResponse(message, 499).reason, "Bad Request");
});

test("received and rport are stamped into the topmost Via only (§18.2.1, RFC 3581)", () => {
  const message = request(
    minimal[0] as string,
    "Via: SIP/2.0/UDP h;branch=z9hG4bKx;rport, SIP/2.0/TCP i",
    ...minimal.slice(2),
  );
  assert.equal(checkRequest(message).kind, "valid");
  const stamped = stampTopVia(message, { address: "192.0.2.9", port: 4444 });
  assert.deepEqual(stamped.list("via"), [
    "SIP/2.0/UDP h;branch=z9hG4bKx;rport=4444;received=192.0.2.9",
    "SIP/2.0/TCP i",
  ]);
  assert.equal(stamped.topVia.params.get("rport"), "4444");
  assert.equal(stamped.fromTag, "1");
  const plain = request(
    minimal[0] as string,
    "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx",
    ...minimal.slice(2),
  );
  assert.equal(stampTopVia(plain, { address: "192.0.2.9", port: 4444 }), plain);
});

test("a branch is unique only with the cookie and more", () => {
  const branch = (text: string) =>
    uniqueBranch(parseVia(`SIP/2.0/UDP h;branch=${text}`) as NonNullable<ReturnType<typeof parseVia>>);
  assert.equal(branch("z9hG4bKx"), "z9hG4bKx");
  assert.equal(branch("z9hG4bK"), undefined);
  assert.equal(branch("1"), undefined);
});

test("Via round trips, IPv6 included", () => {
  for (const text of [
    "SIP/2.0/WS x.invalid;branch=z9hG4bK1",
    "SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bK1;rport",
  ]) {
    const via = parseVia(text);
    assert.equal(via && writeVia(via), text);
  }
  for (const text of [
    "SIP/2.0/UDP",
    "SIP/2.0/UDP h:0",
    "SIP/2.0/UDP h:99999",
    "SIP/2.0/UDP [::g]",
    "HTTP/2.0/UDP h",
    "",
  ]) {
    assert.equal(parseVia(text), undefined, text);
  }
});

test("URIs: parts, escapes and refusals", () => {
  const tel = parseUri("tel:+8610-1234;phone-context=x");
  assert.deepEqual([tel?.scheme, tel?.user, tel?.params.get("phone-context")], ["tel", "+8610-1234", "x"]);
  const full = parseUri("sips:a%20b:secret@Host.Example:5061;transport=TCP;lr?Subject=x");
  assert.deepEqual(
    [full?.user, full?.host, full?.port, full?.headers],
    ["a b", "host.example", 5061, "Subject=x"],
  );
  assert.deepEqual([full?.params.get("transport"), full?.params.get("lr")], ["TCP", ""]);
  assert.equal(parseUri("sip:*97#@h")?.user, "*97#");
  for (const text of [
    "",
    "sip:",
    "sip:a@",
    "sip:@h",
    "sip:a b@h",
    "sip:a@h:x",
    "sip:a@h:70000",
    "sip:a@[::1",
    "sip:a%zz@h",
    "nocolon",
    "sip:a@h;",
  ]) {
    assert.equal(parseUri(text), undefined, text);
  }
  assert.equal(parseUri(`sip:${encodeUser("+49 (0) 30/1#&\u00e9")}@h`)?.user, "+49 (0) 30/1#&\u00e9");
});

test("URI equality (§19.1.4)", () => {
  const same = (a: string, b: string) => sameUri(parseUri(a) as SipUri, parseUri(b) as SipUri);
  assert.ok(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"));
  assert.ok(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
  assert.ok(!same("sip:ALICE@atlanta.com", "sip:alice@atlanta.com"));
  assert.ok(!same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
  assert.ok(!same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
  assert.ok(!same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
  assert.ok(!same("sip:bob@h", "sips:bob@h"));
});

test("comma lists respect quotes and brackets", () => {
  assert.deepEqual(splitOutsideQuotes('"a,\\"b" <sip:x,y@h>;p="c,d", <sip:z>', ","), [
    '"a,\\"b" <sip:x,y@h>;p="c,d"',
    "<sip:z>",
  ]);
  assert.deepEqual(splitOutsideQuotes('"open, x', ","), ['"open, x']);
});

test("addresses: display names, parameters, refusals", () => {
  const quotedName = parseNameAddress('"A \\"B\\"" <sip:a@h;lr>;tag="x;y" ;q=0.5');
  assert.deepEqual(
    [quotedName?.displayName, quotedName?.params.get("tag"), quotedName?.params.get("q")],
    ['A "B"', "x;y", "0.5"],
  );
  assert.ok(quotedName?.parsedUri.params.has("lr"));
  assert.equal(parseNameAddress("sip:a@h;tag=1")?.params.get("tag"), "1");
  for (const text of [
    "",
    "<>",
    "<sip:a@h",
    '"x <sip:a@h>',
    "<sip:a@h>x",
    "<sip:a@h>;",
    "<sip:a@h>;=1",
    '<sip:a@h>;a="x',
    '<sip:a@h>;a"x"',
    '<sip:a@h>;a=b"c"',
    "a,b <sip:a@h>",
  ]) {
    assert.equal(parseNameAddress(text), undefined, text);
  }
});
