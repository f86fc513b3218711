import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, LegId, TenantId } from "@tandem/kernel";
import { FakeNetwork } from "./testing/fake-network.ts";
import { testTrunk } from "./testing/test-trunk.ts";
import { TrunkDialer } from "./trunk-dialer.ts";
import type { NumberDialOptions } from "./trunk-dialer.ts";
import type { TrunkFact } from "./trunk-facts.ts";
import { Trunks } from "./trunk-service.ts";
import { placeTestCall } from "./trunk-test-call.ts";
import type { Trunk } from "./trunk.ts";

const tenantId = newId<TenantId>();
const server = (uri: string, priority = 10) => ({ uri, priority, weight: 10 });

/** Two servers of one trunk, asked by calls alone. */
const pair: Partial<Trunk> = { servers: [server("sip:a.example", 1), server("sip:b.example", 2)] };

function world(...trunksOf: Partial<Trunk>[]) {
  const network = new FakeNetwork();
  const facts: TrunkFact[] = [];
  const trunks = new Trunks({
    sip: network.sip,
    clock: network.clock,
    random: network.random,
    hostExists: network.hostExists,
    ownAddress: network.ownAddress,
    canEncrypt: true,
    facts: { publish() {} },
  });
  const list = trunksOf.map((more, at) =>
    testTrunk({ tenantId, optionsIntervalSeconds: 0, priority: at, name: `t${at}`, ...more }),
  );
  trunks.replace(list);
  const { sip, clock, random, hostExists, ownAddress } = network;
  const ports = { sip, clock, random, hostExists, ownAddress };
  const dialer = new TrunkDialer({ ...ports, trunks, facts: { publish: (fact) => void facts.push(fact) } });
  const options = {
    tenantId,
    callId: newId<CallId>(),
    legId: newId<LegId>(),
    number: "021 5555 0000",
    caller: { number: "+862166660000", displayName: "Li", withheld: false },
    offer: "m=audio 4000 RTP/AVP 8 0 101\r\n",
    ringTimeoutMs: 60_000,
  };
  const dial = (more: Partial<NumberDialOptions> = {}) => dialer.dial({ ...options, ...more });
  const placed = (at: number) => {
    const invite = network.invites[at];
    assert.ok(invite, `INVITE ${at} was sent`);
    return invite;
  };
  const told = () =>
    facts.map(({ server: at, trunkName, outcome, status }) => [at ?? trunkName, outcome, status]);
  return { network, trunks, list, dialer, dial, placed, told, options };
}

test("503 and silence lead to the next server; the first one rests; the record tells each", async () => {
  const { network, dial, placed, told } = world(pair, { servers: [server("sip:c.example")] });
  const call = dial();
  assert.equal(placed(0).options.uri, "sip:+862155550000@a.example");
  placed(0).refuse(503, [["Retry-After", "20"]]);
  await network.advance(0);
  assert.equal(placed(1).options.uri, "sip:+862155550000@b.example");
  await network.advance(3999);
  assert.equal(placed(1).cancelled, false);
  await network.advance(1);
  assert.equal(placed(1).cancelled, true, "nobody said 100 within 4 s");
  placed(2).options.onTrying?.();
  await network.advance(10_000);
  placed(2).answer();
  assert.ok((await call.outcome).ok);
  assert.deepEqual(told(), [
    ["sip:a.example", "rejected", 503],
    ["sip:b.example", "timeout", null],
    ["sip:c.example", "answered", null],
  ]);
  assert.equal(network.pendingTimers, 0);
  void dial();
  assert.equal(placed(3).options.uri, "sip:+862155550000@c.example", "a rests for 20 s, b for 30 s");
  await network.advance(6000);
  void dial();
  assert.equal(placed(4).options.uri, "sip:+862155550000@a.example");
});

test("what the callee says ends the call; busy goes on only where the trunk says so", async () => {
  for (const [more, status, tries] of [
    [{}, 486, 1],
    [{ tryNextWhenBusy: true }, 486, 2],
    [{}, 404, 1],
    [{}, 603, 1],
  ] as const) {
    const { network, dial, placed } = world({ ...pair, ...more });
    const call = dial();
    placed(0).refuse(status);
    await network.advance(0);
    assert.equal(network.invites.length, tries, `${status}`);
    network.invites[1]?.refuse(status);
    const outcome = await call.outcome;
    assert.ok(!outcome.ok && outcome.error.kind === "rejected" && outcome.error.status === status);
  }
});

test("a redirection is followed within the trunk's hosts, at most five times", async () => {
  const { network, dial, placed } = world({
    servers: [server("sip:a.example")],
    redirectHosts: ["gw.example"],
  });
  const call = dial();
  placed(0).refuse(302, [
    ["Contact", "<sip:+1@evil.example>"],
    ["Contact", "<sip:+2@gw.example:5080>"],
  ]);
  for (let at = 1; at <= 5; at++) {
    await network.advance(0);
    assert.equal(placed(at).options.uri, "sip:+2@gw.example:5080");
    assert.deepEqual(placed(at).options.to, { uri: "sip:+2@gw.example:5080" });
    placed(at).refuse(302, [["Contact", "<sip:+2@gw.example:5080>"]]);
  }
  const outcome = await call.outcome;
  assert.equal(network.invites.length, 6);
  assert.ok(!outcome.ok && outcome.error.kind === "rejected" && outcome.error.status === 502);
  const foreign = dial();
  placed(6).refuse(302, [["Contact", "<sip:+1@evil.example>"]]);
  const refused = await foreign.outcome;
  assert.ok(!refused.ok);
  assert.deepEqual(network.invites.slice(7), []);
});

test("limits hold for everybody but emergency calls; places are free again", async () => {
  const { network, dial, placed, trunks, told, list } = world({ ...pair, maxCalls: 1 });
  const first = { callId: newId<CallId>(), legId: newId<LegId>() };
  const call = dial(first);
  placed(0).answer();
  await call.outcome;
  assert.equal(trunks.statusOf(list[0] as Trunk).calls, 1);
  const refused = await dial({ legId: newId<LegId>() }).outcome;
  assert.ok(!refused.ok && refused.error.kind === "rejected" && refused.error.status === 503);
  assert.deepEqual(told().at(-1), ["t0", "too-many-calls", null]);
  void dial({ number: "110", legId: newId<LegId>() });
  assert.equal(placed(1).options.uri, "sip:110@a.example", "as dialled");
  assert.ok(placed(1).options.headers?.some(([name, value]) => name === "Priority" && value === "emergency"));
  placed(1).refuse(486);
  await network.advance(0);
  trunks.release(first.legId);
  assert.equal(trunks.statusOf(list[0] as Trunk).calls, 0);
});

test("cancel and the ring time-out end the attempt that runs, and no other is begun", async () => {
  const { network, dial, placed } = world(pair);
  const call = dial();
  placed(0).options.onTrying?.();
  call.cancel("SIP;cause=200");
  assert.deepEqual(await call.outcome, { ok: false, error: { kind: "cancelled" } });
  const patient = dial();
  placed(1).options.onTrying?.();
  await network.advance(60_000);
  assert.deepEqual(await patient.outcome, { ok: false, error: { kind: "timeout" } });
  assert.deepEqual([placed(0).cancelled, placed(1).cancelled, network.invites.length], [true, true, 2]);
  assert.equal(network.pendingTimers, 0);
});

test("what goes out is as the trunk wants it", async () => {
  const { dial, placed } = world({
    servers: [server("sip:sbc.example;transport=tls")],
    outboundProxy: "sip:proxy.example:5070;transport=tcp",
    registration: { domain: "carrier.example", expiresSeconds: 600 },
    username: "acct",
    password: { kind: "known", text: "secret" },
    numbersOut: "national",
    prefixRules: [{ begins: "0", strip: 0, prepend: "9" }],
    codecs: ["PCMU"],
    sendAssertedIdentity: true,
  });
  void dial({ maxForwards: 12 });
  const { uri, to, headers, credentials, from, offer, maxForwards } = placed(0).options;
  assert.equal(uri, "sip:902155550000@sbc.example");
  assert.deepEqual(to, { uri: "sip:proxy.example:5070;transport=tcp" });
  assert.deepEqual(headers, [
    ["Route", "<sip:proxy.example:5070;transport=tcp;lr>"],
    ["P-Asserted-Identity", "<sip:02166660000@carrier.example>"],
  ]);
  assert.deepEqual(from, { uri: "sip:02166660000@carrier.example", displayName: "Li" });
  assert.deepEqual(credentials, { username: "acct", password: "secret" });
  assert.match(offer ?? "", /RTP\/AVP 0 101/);
  assert.equal(maxForwards, 12);
});

test("a loop is refused and shown: our INVITE is known again, hops run out, 482 marks the server", async () => {
  const { network, dial, dialer, placed, trunks, list } = world({ servers: [server("sip:a.example")] });
  const call = dial();
  assert.ok(dialer.isOwnCall("call-0") && !dialer.isOwnCall("call-1"));
  placed(0).refuse(482);
  assert.ok(!(await call.outcome).ok);
  assert.ok(!dialer.isOwnCall("call-0"));
  assert.equal(trunks.statusOf(list[0] as Trunk).state, "loop");
  const spent = await dial({ maxForwards: 0 }).outcome;
  assert.ok(!spent.ok && spent.error.kind === "rejected" && spent.error.status === 483);
  await network.advance(0);
  assert.equal(network.invites.length, 1);
});

test("a wrong password shows; a test call hangs up when it is answered", async () => {
  const { network, dial, dialer, placed, trunks, list, options } = world(pair);
  void dial();
  placed(0).refuse(407);
  await network.advance(0);
  assert.equal(trunks.statusOf(list[0] as Trunk).servers[0]?.health.state, "auth-failed");
  placed(1).refuse(404);
  await network.advance(0);
  const tried = placeTestCall(dialer, { ...options, legId: newId<LegId>() }, network.ownAddress);
  placed(2).answer();
  assert.deepEqual(await tried, { outcome: "answered" });
  assert.deepEqual(network.byes, ["call-2"]);
  assert.match(placed(2).options.offer ?? "", /a=inactive/);
});
