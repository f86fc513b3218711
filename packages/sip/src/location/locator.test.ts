import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeDns } from "../test-support/fake-dns.ts";
import type { Zone } from "../test-support/fake-dns.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import type { Destination } from "../transport/index.ts";
import { cachedDns, Locator } from "./index.ts";
import type { Located, Target } from "./index.ts";

function setUp(zone: Zone = {}) {
  const clock = new VirtualClock();
  const dns = new FakeDns(zone);
  const locator = new Locator({ dns: cachedDns(dns, clock), clock, random: () => 0 });
  const locate = (target: Target) => new Promise<Located>((resolve) => locator.locate(target, resolve));
  /** "udp 192.0.2.1:5060, …", or the kind of the error. */
  const find = async (uri: string) => {
    const located = await locate({ uri });
    return located.ok ? located.value.map(write).join(", ") : located.error.kind;
  };
  return { clock, dns, locator, locate, find };
}

function write(destination: Destination): string {
  if ("flow" in destination) return destination.flow;
  const { transport, address, port, domain } = destination;
  return `${transport} ${address}:${port}${domain === undefined ? "" : ` as ${domain}`}`;
}

const naptr = (order: number, service: string, replacement: string) => ({
  order,
  preference: 1,
  flags: "s",
  service,
  replacement,
});
const srv = (host: string, port: number, priority = 1) => ({ host, port, priority, weight: 0 });

const carrier: Zone = {
  naptr: {
    "carrier.example": [
      naptr(30, "SIP+D2U", "_sip._udp.carrier.example"),
      naptr(10, "SIPS+D2T", "_sips._tcp.carrier.example"),
      naptr(20, "SIP+D2T", "_sip._tcp.carrier.example"),
      naptr(5, "E2U+sip", "elsewhere.example"),
    ],
  },
  srv: {
    "_sips._tcp.carrier.example": [srv("tls.carrier.example", 5071)],
    "_sip._tcp.carrier.example": [srv("b.carrier.example", 5062, 2), srv("a.carrier.example", 5061, 1)],
    "_sip._udp.carrier.example": [srv("a.carrier.example", 5060)],
  },
  addresses: {
    "a.carrier.example": ["192.0.2.1", "2001:db8::1"],
    "b.carrier.example": ["192.0.2.2"],
    "tls.carrier.example": ["192.0.2.3"],
    "carrier.example": ["192.0.2.9"],
  },
};

test("NAPTR, SRV and addresses in turn: the domain's order of transports and servers (RFC 3263 §4)", async () => {
  const { find } = setUp(carrier);
  assert.equal(
    await find("sip:+8610@carrier.example"),
    "tls 192.0.2.3:5071 as carrier.example, tcp 192.0.2.1:5061, tcp 2001:db8::1:5061, tcp 192.0.2.2:5062, udp 192.0.2.1:5060, udp 2001:db8::1:5060",
  );
  assert.equal(
    await find("sips:+8610@carrier.example"),
    "tls 192.0.2.3:5071 as carrier.example",
    "sips is TLS only",
  );
});

test("what the URI says already is not looked up", async () => {
  const { find, dns } = setUp(carrier);
  const cases = [
    ["sip:192.0.2.7", "udp 192.0.2.7:5060"],
    ["sip:a@192.0.2.7:5070;transport=tcp", "tcp 192.0.2.7:5070"],
    ["sips:192.0.2.7", "tls 192.0.2.7:5061 as 192.0.2.7"],
    ["sips:192.0.2.7:5071;transport=tcp", "tls 192.0.2.7:5071 as 192.0.2.7"],
    ["sip:[2001:db8::7];transport=tls", "tls 2001:db8::7:5061 as 2001:db8::7"],
    ["sip:pbx.example;maddr=192.0.2.8;transport=tls", "tls 192.0.2.8:5061 as pbx.example"],
  ] as const;
  for (const [uri, expected] of cases) assert.equal(await find(uri), expected, uri);
  assert.deepEqual(dns.asked, []);
  assert.equal(await find("sip:carrier.example:5099"), "udp 192.0.2.9:5099");
  assert.equal(await find("sip:carrier.example:5099;transport=tls"), "tls 192.0.2.9:5099 as carrier.example");
  assert.deepEqual(dns.asked, ["address carrier.example"], "a port rules NAPTR and SRV out (§4.2)");
});

test("a transport in the URI asks for its own servers only (§4.1)", async () => {
  const { find, dns } = setUp(carrier);
  assert.equal(await find("sip:carrier.example;transport=udp"), "udp 192.0.2.1:5060, udp 2001:db8::1:5060");
  assert.equal(dns.asked[0], "srv _sip._udp.carrier.example");
});

test("without NAPTR our own order of transports; without SRV the domain is the server (§4.1, §4.2)", async () => {
  const { find, dns } = setUp({
    srv: { "_sip._tcp.small.example": [srv("one.small.example", 5060)] },
    addresses: { "one.small.example": ["192.0.2.5"], "plain.example": ["192.0.2.6"] },
  });
  assert.equal(await find("sip:small.example"), "tcp 192.0.2.5:5060");
  assert.equal(await find("sip:plain.example"), "udp 192.0.2.6:5060");
  assert.equal(await find("sips:plain.example"), "tls 192.0.2.6:5061 as plain.example");
  assert.deepEqual(dns.asked.filter((question) => question.includes("_")).slice(0, 3), [
    "srv _sip._udp.small.example",
    "srv _sip._tcp.small.example",
    "srv _sips._tcp.small.example",
  ]);
});

test("what cannot be found says why", async () => {
  const { find, dns } = setUp({ srv: { "_sip._udp.gone.example": [srv(".", 0)] } });
  assert.equal(await find("sip:nobody.example"), "unknown-host");
  assert.equal(await find("sip:gone.example"), "unknown-host", 'the target "." says: not here (RFC 2782)');
  assert.equal(await find("tel:+8610"), "bad-uri");
  assert.equal(await find("nonsense"), "bad-uri");
  assert.equal(await find("sip:a.invalid;transport=ws"), "unsupported-transport");
  assert.equal(await find("sips:192.0.2.1;transport=udp"), "unsupported-transport");
  dns.isDown = true;
  assert.equal(await find("sip:other.example"), "dns-unavailable");
});

test("answers are kept 30 s, nothing found 5 s, and questions at once are one", async () => {
  const { clock, dns, find } = setUp(carrier);
  await Promise.all([
    find("sip:carrier.example:1"),
    find("sip:carrier.example:2"),
    find("sip:nobody.example:1"),
  ]);
  assert.deepEqual(dns.asked, ["address carrier.example", "address nobody.example"]);
  await clock.advance(4_999);
  await find("sip:nobody.example:1");
  assert.equal(dns.asked.length, 2);
  await clock.advance(1);
  await find("sip:nobody.example:1");
  await find("sip:carrier.example:1");
  assert.deepEqual(dns.asked.slice(2), ["address nobody.example"]);
  await clock.advance(25_000);
  await find("sip:carrier.example:1");
  assert.deepEqual(dns.asked.slice(3), ["address carrier.example"]);
});

test("the dead are tried last, until their time is over or they answer", async () => {
  const { clock, locator, find } = setUp({ addresses: { "two.example": ["192.0.2.1", "192.0.2.2"] } });
  const one = { transport: "udp", address: "192.0.2.1", port: 5060 } as const;
  const inOrder = "udp 192.0.2.1:5060, udp 192.0.2.2:5060";
  const turned = "udp 192.0.2.2:5060, udp 192.0.2.1:5060";
  locator.dead.mark(one);
  assert.equal(await find("sip:two.example:5060"), turned);
  await clock.advance(30_000);
  assert.equal(await find("sip:two.example:5060"), inOrder);
  locator.dead.mark(one, 100);
  await clock.advance(99_000);
  assert.equal(await find("sip:two.example:5060"), turned, "Retry-After counts");
  locator.dead.unmark(one);
  assert.equal(await find("sip:two.example:5060"), inOrder);
  locator.dead.mark(one, 1_000_000);
  await clock.advance(600_000);
  assert.equal(await find("sip:two.example:5060"), inOrder, "nobody is dead for a day");
  locator.dead.mark({ flow: "tcp:1" });
  assert.equal(locator.dead.isDead({ flow: "tcp:1" }), false);
});

test("a flow or an address is its own answer, and trust goes where TLS goes", async () => {
  const { locate } = setUp(carrier);
  assert.deepEqual(await locate({ flow: "ws:1" }), { ok: true, value: [{ flow: "ws:1" }] });
  const trust = { authorities: ["PEM"] };
  const located = await locate({ uri: "sip:carrier.example", trust });
  assert.ok(located.ok);
  const trusted = located.value.filter((each) => "trust" in each && each.trust === trust);
  assert.deepEqual(trusted.map(write), ["tls 192.0.2.3:5071 as carrier.example"]);
});
