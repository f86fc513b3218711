import assert from "node:assert/strict";
import { test } from "node:test";
import { isSecureUri, localIdentity } from "./local-identity.ts";

const ports = { tls: 5061 } as Readonly<Record<string, number>>;
const at = (address: string) =>
  localIdentity(address, "Tandem/test", (transport) => ports[transport] ?? 5060);

test("our Contact and Via name host, port and transport, IPv6 in brackets", () => {
  const identity = at("2001:db8::1");
  assert.equal(identity.sentBy("udp"), "[2001:db8::1]:5060");
  assert.equal(identity.sentBy("tls"), "[2001:db8::1]:5061");
  assert.equal(identity.contact("udp", "1001"), "<sip:1001@[2001:db8::1]:5060>");
  assert.equal(identity.contact("tcp", undefined), "<sip:[2001:db8::1]:5060;transport=tcp>");
  assert.equal(identity.contact("tls", "1001"), "<sip:1001@[2001:db8::1]:5061;transport=tls>");
  assert.equal(identity.contact("wss", "1001"), "<sip:1001@[2001:db8::1]:5060;transport=ws>", "RFC 7118 §5");
});

test("in a dialog of sips URIs our Contact is one, and leads to TLS", () => {
  const identity = at("192.0.2.1");
  assert.equal(identity.contact("tls", "1001", true), "<sips:1001@192.0.2.1:5061>");
  assert.equal(identity.contact("udp", "1001", true), "<sips:1001@192.0.2.1:5061>");
  assert.equal(identity.contact("wss", "1001", true), "<sips:1001@192.0.2.1:5060;transport=ws>");
  assert.deepEqual(["sips:a@b", '"A" <sips:a@b>;lr', "sip:sips:@b", "<sip:a@b>"].map(isSecureUri), [
    true,
    true,
    false,
    false,
  ]);
});
