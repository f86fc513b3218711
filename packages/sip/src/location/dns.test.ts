import assert from "node:assert/strict";
import { test } from "node:test";
import { startDnsServer } from "../test-support/dns-server.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { Locator, nodeDns } from "./index.ts";
import type { Located } from "./index.ts";

test("a real name server is asked NAPTR, SRV, A and AAAA, and its answers lead to the servers", async () => {
  const server = await startDnsServer({
    naptr: {
      "carrier.test": [
        { order: 10, preference: 2, flags: "S", service: "SIP+D2U", replacement: "_sip._udp.carrier.test" },
        { order: 10, preference: 1, flags: "s", service: "sips+d2t", replacement: "_sips._tcp.carrier.test" },
      ],
    },
    srv: {
      "_sips._tcp.carrier.test": [{ host: "sbc1.carrier.test", port: 5071, priority: 1, weight: 5 }],
      "_sip._udp.carrier.test": [
        { host: "sbc2.carrier.test", port: 5062, priority: 20, weight: 0 },
        { host: "sbc1.carrier.test", port: 5060, priority: 10, weight: 0 },
      ],
    },
    addresses: { "sbc1.carrier.test": ["192.0.2.1", "2001:db8::1"], "sbc2.carrier.test": ["192.0.2.2"] },
  });
  const locator = new Locator({ dns: nodeDns([server.address]), clock: new VirtualClock(), random: () => 0 });
  const locate = (uri: string) => new Promise<Located>((resolve) => locator.locate({ uri }, resolve));
  assert.deepEqual(await locate("sip:carrier.test"), {
    ok: true,
    value: [
      { transport: "tls", address: "192.0.2.1", port: 5071, domain: "carrier.test" },
      { transport: "tls", address: "2001:db8::1", port: 5071, domain: "carrier.test" },
      { transport: "udp", address: "192.0.2.1", port: 5060 },
      { transport: "udp", address: "2001:db8::1", port: 5060 },
      { transport: "udp", address: "192.0.2.2", port: 5062 },
    ],
  });
  assert.equal(server.asked[0], "35 carrier.test");
  assert.deepEqual(await locate("sip:nobody.test:5060"), { ok: false, error: { kind: "unknown-host" } });
  server.close();
});

test("a name server that is not there is told from a name that is not there", async () => {
  const server = await startDnsServer({});
  server.close(); // its port answers with ICMP from now on
  const dns = nodeDns([server.address]);
  assert.deepEqual(await dns.srv("_sip._udp.carrier.test"), { ok: false, error: { kind: "unavailable" } });
});

test("names that only this machine knows are found", async () => {
  const server = await startDnsServer({});
  const answer = await nodeDns([server.address]).addresses("localhost");
  assert.ok(answer.ok && answer.value.some((address) => address === "127.0.0.1" || address === "::1"));
  server.close();
});
