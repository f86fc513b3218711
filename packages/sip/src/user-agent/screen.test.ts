import assert from "node:assert/strict";
import { test } from "node:test";
import { bobAddress, pair } from "../test-support/user-agents.ts";

const options = Buffer.from(
  "OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.9;branch=z9hG4bKa;rport\r\nFrom: <sip:a@b>;tag=1\r\n" +
    "To: <sip:x@y>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n",
);

test("what the screen drops is neither answered nor looked at", async () => {
  const seen: string[] = [];
  const traced: string[] = [];
  const { clock, network, alice } = await pair({
    screen: (source, bytes) => {
      seen.push(`${source.address} ${bytes.length}`);
      return source.address === "203.0.113.9" ? "drop" : "pass";
    },
    onTrace: ({ source }) => void traced.push(source.address),
  });
  const from = (address: string) => ({ transport: "udp", address, port: 5060 }) as const;
  network.inject("192.0.2.1", from("203.0.113.9"), options);
  network.inject("192.0.2.1", from("203.0.113.9"), Buffer.from("noise"));
  await clock.advance(10);
  assert.deepEqual(network.log, []);
  assert.deepEqual([traced, alice.bad], [[], []]);
  network.inject("192.0.2.1", from("203.0.113.8"), options);
  await clock.advance(10);
  assert.match(network.log[0] ?? "", /^192\.0\.2\.1 > 203\.0\.113\.8: SIP\/2\.0 200/);
  assert.equal(seen.length, 3);
});

test("a connection whose message is dropped ends", async () => {
  const { clock, network, alice, bob } = await pair({ screen: () => "drop" });
  const { flow } = network.connect(bobAddress, "192.0.2.1");
  void bob.agent.request({
    to: { flow },
    method: "OPTIONS",
    uri: "sip:alice@192.0.2.1",
    from: `sip:bob@${bobAddress}`,
  });
  await clock.advance(10);
  assert.deepEqual([alice.closedFlows.length, bob.closedFlows.length], [1, 1]);
  assert.equal(alice.agent.stats().connections, 0);
});
