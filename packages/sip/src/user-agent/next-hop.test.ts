import assert from "node:assert/strict";
import { test } from "node:test";
import { parseUri } from "../message/index.ts";
import type { SipUri } from "../message/index.ts";
import type { Destination } from "../transport/index.ts";
import { nextHopTarget } from "./next-hop.ts";

const targetOf = (uri: string, reached: Destination) => nextHopTarget(parseUri(uri) as SipUri, reached);
const trust = { authorities: ["PEM"] };
const overTls = {
  transport: "tls",
  address: "192.0.2.1",
  port: 5061,
  domain: "carrier.example",
  trust,
} as const;

test("the next hop keeps what leads to it and nothing else", () => {
  assert.deepEqual(targetOf("sip:bob@pbx.example;lr;ob?x=y", { flow: "udp:192.0.2.1:5060" }), {
    uri: "sip:pbx.example",
  });
  assert.deepEqual(targetOf("sips:[2001:db8::1]:5071;transport=TCP;maddr=192.0.2.5", { flow: "tls:1" }), {
    uri: "sips:[2001:db8::1]:5071;transport=tcp;maddr=192.0.2.5",
  });
});

test("a peer that came over a stream and names no transport means that stream", () => {
  assert.deepEqual(targetOf("sip:192.0.2.1:5070", { flow: "tcp:1" }), {
    uri: "sip:192.0.2.1:5070;transport=tcp",
  });
  assert.deepEqual(targetOf("sip:192.0.2.1;transport=udp", { flow: "tcp:1" }), {
    uri: "sip:192.0.2.1;transport=udp",
  });
  assert.deepEqual(targetOf("sip:192.0.2.1", { flow: "wss:1" }), { uri: "sip:192.0.2.1" });
});

test("an address over TLS is vouched for by the domain that the peer proved, under the same trust", () => {
  const expected = { transport: "tls", address: "192.0.2.2", port: 5061, domain: "carrier.example", trust };
  assert.deepEqual(targetOf("sip:192.0.2.2", overTls), expected);
  assert.deepEqual(targetOf("sips:192.0.2.2:5071", overTls), { ...expected, port: 5071 });
  assert.deepEqual(targetOf("sip:192.0.2.2;transport=udp", overTls), {
    uri: "sip:192.0.2.2;transport=udp",
    trust,
  });
  assert.deepEqual(targetOf("sip:sbc.carrier.example", overTls), {
    uri: "sip:sbc.carrier.example;transport=tls",
    trust,
  });
});
