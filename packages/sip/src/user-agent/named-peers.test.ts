// Calls by URI on the virtual network: found by DNS, failed over when a carrier's server is dead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeDns } from "../test-support/fake-dns.ts";
import { MemoryNetwork } from "../test-support/memory-network.ts";
import { agentAt, assertNothingLeft, bobAddress, must } from "../test-support/user-agents.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";

const deadAddress = "192.0.2.66";
const carrier = "_sip._udp.carrier.example";

async function world() {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const dns = new FakeDns({
    srv: {
      [carrier]: [
        { host: "one.carrier.example", port: 5060, priority: 1, weight: 0 },
        { host: "two.carrier.example", port: 5060, priority: 2, weight: 0 },
      ],
    },
    addresses: { "one.carrier.example": [deadAddress], "two.carrier.example": [bobAddress] },
  });
  const alice = agentAt(network, clock, "192.0.2.1", { dns });
  const bob = agentAt(network, clock, bobAddress);
  for (const { agent } of [alice, bob]) await agent.listen({ address: "0.0.0.0", port: 5060 });
  const uri = "sip:+8610@carrier.example;transport=udp";
  const call = () =>
    alice.agent.invite({ uri, to: { uri }, from: { uri: "sip:alice@192.0.2.1" }, offer: "offer" });
  return { clock, network, dns, alice, bob, call };
}

test("a carrier whose first server is dead is reached at its second one in 4 s, the next call at once", async () => {
  const { clock, network, alice, bob, call } = await world();
  const first = call();
  await clock.advance(3_990);
  assert.equal(bob.invites.length, 0);
  await clock.advance(20);
  const accepted = bob.invites[0]?.accept("answer");
  await clock.advance(10);
  const { dialog } = must(await first.outcome);
  await accepted;
  const toDead = network.log.filter((line) => line.includes(deadAddress)).length;
  const second = call();
  await clock.advance(10);
  assert.equal(bob.invites.length, 2, "the dead one is not waited for again");
  bob.invites[1]?.reject(486);
  await clock.advance(10);
  assert.equal((await second.outcome).ok, false);
  assert.equal(
    network.log.filter((line) => line.includes(deadAddress) && line.includes("INVITE")).length,
    toDead,
  );
  const ended = dialog.bye();
  await clock.advance(10);
  await ended;
  assert.ok(
    network.log.some((line) => line.startsWith(`192.0.2.1 > ${bobAddress}: BYE `)),
    network.log.join("\n"),
  );
  await assertNothingLeft(clock, alice, bob);
});

test("a carrier that DNS does not know is unreachable, and says so within the name servers' time", async () => {
  const { clock, alice, bob } = await world();
  const uri = "sip:nobody.example";
  const call = alice.agent.invite({ uri, to: { uri }, from: { uri: "sip:alice@192.0.2.1" }, offer: "offer" });
  await clock.advance(10);
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "unreachable" } });
  const asked = await alice.agent.request({
    method: "OPTIONS",
    uri,
    to: { uri },
    from: "sip:alice@192.0.2.1",
  });
  assert.deepEqual(asked, { ok: false, error: { kind: "unreachable" } });
  await assertNothingLeft(clock, alice, bob);
});
