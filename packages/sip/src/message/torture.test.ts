import assert from "node:assert/strict";
import { test } from "node:test";
import { readTortureMessage, tortureCases } from "../test-support/torture-messages.ts";
import { verdictOf } from "../test-support/torture-run.ts";
import { parseMessage, serializeMessage } from "./index.ts";
import type { SipMessage } from "./index.ts";

function parsed(bytes: Buffer): SipMessage {
  const result = parseMessage(bytes);
  assert.ok(result.ok);
  return result.value;
}

for (const { collection, file, section, verdict: expected } of tortureCases) {
  test(`${collection} §${section} ${file}: ${expected}`, () => {
    const bytes = readTortureMessage({ collection, file });
    assert.equal(verdictOf(bytes), expected);
    if (expected !== "valid") return;
    const message = parsed(bytes);
    const written = serializeMessage(message);
    assert.equal(verdictOf(written), "valid", "what we write is valid as well");
    const again = parsed(written);
    const withoutLength = (fields: SipMessage["fields"]) =>
      fields.filter(({ key }) => key !== "content-length").map(({ key, value }) => [key, value]);
    assert.deepEqual(withoutLength(again.fields), withoutLength(message.fields));
    assert.deepEqual(again.body, message.body);
  });
}

test("the table holds every message once", () => {
  const files = (collection: string) =>
    new Set(tortureCases.filter((each) => each.collection === collection).map(({ file }) => file));
  assert.deepEqual([files("rfc4475").size, files("rfc5118").size, tortureCases.length], [49, 12, 61]);
});

function valid(file: string, collection: "rfc4475" | "rfc5118" = "rfc4475"): SipMessage {
  return parsed(readTortureMessage({ collection, file }));
}

test("RFC 4475 §3.1.1.1: odd white space does not change values", () => {
  const message = valid("wsinv");
  assert.equal(message.toTag, "1918181833n");
  assert.equal(message.from.displayName, 'J Rosenberg \\"');
  assert.equal(message.fromTag, "98asjd8");
  assert.deepEqual(message.cseq, { sequence: 9, method: "INVITE" });
  assert.equal(message.list("via").length, 3);
  assert.equal(message.topVia.params.get("branch"), "390skdjuw");
  assert.equal(message.header("newfangledheader"), "newfangled value continued newfangled value");
  assert.equal(message.header("UnknownHeaderWithUnusualValue"), ";;,,;;,;");
  assert.equal(message.contact?.params.get("q"), "0.33");
  assert.equal(message.contact?.displayName, 'Quoted string ""');
  assert.equal(message.body.length, 150);
});

test("RFC 4475 §3.1.1.2: wide characters survive", () => {
  const message = valid("intmeth");
  assert.equal(message.kind === "request" && message.method, "!interesting-Method0123456789_*+`.%indeed'~");
  assert.equal(message.to.displayName, "BEL:\u0007 NUL:\u0000 DEL:\u007f");
  assert.equal(
    message.from.params.get("fromparam''~+*_!.-%"),
    "\u0440\u0430\u0431\u043e\u0442\u0430\u044e\u0449\u0438\u0439",
  );
  assert.equal(message.callId, "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
});

test("RFC 4475 §3.1.1.3 to 3.1.1.5: escapes are resolved in URIs and nowhere else", () => {
  const escaped = valid("esc01");
  assert.equal(escaped.kind === "request" && escaped.parsedUri.user, "sips:user@example.com");
  assert.equal(escaped.to.user, "user");
  assert.equal(escaped.contact?.parsedUri.params.get("name"), "value%41");
  assert.equal(valid("escnull").to.user, "null-\u0000-null");
  const method = valid("esc02");
  assert.equal(method.kind === "request" && method.method, "RE%47IST%45R");
  assert.equal(method.list("contact").length, 2, "C%6Fntact is another header");
});

test("RFC 4475 §3.1.1.8: bytes past Content-Length are not part of the message", () => {
  assert.equal(valid("dblreq").body.length, 0);
});

test("RFC 4475 §3.1.1.9: a semicolon before @ belongs to the user", () => {
  const message = valid("semiuri");
  assert.equal(message.kind === "request" && message.parsedUri.user, "user;par=u@example.net");
});

test("RFC 4475 §3.3.12 and §3.3.13: parameters of header and URI are told apart", () => {
  assert.ok(valid("cparam01").contact?.params.has("unknownparam"));
  const within = valid("cparam02").contact;
  assert.ok(within?.parsedUri.params.has("unknownparam"));
  assert.ok(!within?.params.has("unknownparam"));
});

test("RFC 5118 §4.3 and §4.4: the port is what follows the bracket", () => {
  const ambiguous = valid("port-ambiguous", "rfc5118");
  const clear = valid("port-unambiguous", "rfc5118");
  assert.ok(ambiguous.kind === "request" && clear.kind === "request");
  assert.deepEqual([ambiguous.parsedUri.host, ambiguous.parsedUri.port], ["2001:db8::10:5070", undefined]);
  assert.deepEqual([clear.parsedUri.host, clear.parsedUri.port], ["2001:db8::10", 5070]);
});

test("RFC 5118 §4.5: received with and without brackets", () => {
  assert.equal(
    valid("via-received-param-with-delim", "rfc5118").topVia.params.get("received"),
    "[2001:db8::9:255]",
  );
  assert.equal(
    valid("via-received-param-no-delim", "rfc5118").topVia.params.get("received"),
    "2001:db8::9:255",
  );
});
