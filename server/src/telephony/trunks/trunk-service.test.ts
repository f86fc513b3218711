import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { LegId, TenantId, TrunkId } from "@tandem/kernel";
import { FakeNetwork } from "./testing/fake-network.ts";
import { testTrunk } from "./testing/test-trunk.ts";
import type { TrunkSignal } from "./trunk-facts.ts";
import { Trunks } from "./trunk-service.ts";
import type { Trunk } from "./trunk.ts";

const tenantId = newId<TenantId>();

function world() {
  const network = new FakeNetwork();
  const signals: TrunkSignal[] = [];
  const { sip, clock, random, hostExists, ownAddress } = network;
  const facts = { publish: (fact: TrunkSignal) => void signals.push(fact) };
  const trunks = new Trunks({ sip, clock, random, hostExists, ownAddress, canEncrypt: false, facts });
  const states = () => signals.map(({ to, cause }) => (cause === null ? to : `${to}: ${cause}`));
  return { network, trunks, signals, states };
}

const static1 = testTrunk({ tenantId, servers: [{ uri: "sip:a.example", priority: 1, weight: 1 }] });
const registering = testTrunk({
  tenantId,
  kind: "registering",
  optionsIntervalSeconds: 0,
  servers: [{ uri: "sip:r.example", priority: 1, weight: 1 }],
  registration: { domain: "r.example", expiresSeconds: 600 },
  username: "acct",
  password: { kind: "known", text: "pw" },
});

test("OPTIONS every interval tell a trunk's state, and each change is told once", async () => {
  const { network, trunks, states } = world();
  trunks.replace([static1]);
  await network.advance(1000);
  const asked = network.requests[0]?.request;
  assert.deepEqual(
    [asked?.method, asked?.uri, asked?.from],
    ["OPTIONS", "sip:a.example", "sip:ping@192.0.2.9"],
  );
  network.requests[0]?.answer(200);
  await network.advance(30_000);
  network.requests[1]?.fail("timeout");
  await network.advance(2000);
  network.requests[2]?.fail("timeout");
  await network.advance(4000);
  network.requests[3]?.fail("timeout");
  await network.advance(0);
  assert.deepEqual(states(), [
    "unknown",
    "up",
    "degraded: no answer from a.example",
    "down: no answer from a.example",
  ]);
});

test("a server that is silent for five seconds has not answered", async () => {
  const { network, trunks, states } = world();
  trunks.replace([static1]);
  await network.advance(500);
  assert.equal(network.requests.length, 1);
  await network.advance(4999);
  assert.deepEqual(states(), ["unknown"]);
  await network.advance(1);
  assert.deepEqual(states().slice(1), ["degraded: no answer from a.example"]);
  network.requests[0]?.answer(200);
  await network.advance(0);
  assert.equal(states().length, 2, "an answer that late is none");
});

test("a host that does not exist and one that refuses the connection are told apart", async () => {
  const { network, trunks, states } = world();
  const at = (uri: string) => testTrunk({ tenantId, servers: [{ uri, priority: 1, weight: 1 }] });
  trunks.replace([at("sip:gone.invalid"), at("sip:there.example")]);
  await network.advance(1000);
  for (const { fail } of network.requests) fail("unreachable");
  await network.advance(0);
  assert.deepEqual(states().slice(2).toSorted(), [
    "degraded: host not found: gone.invalid",
    "degraded: no connection to there.example",
  ]);
});

test("a trunk registers once the node listens, is known by its contact, and leaves when it is removed", async () => {
  const { network, trunks } = world();
  trunks.replace([registering]);
  assert.equal(network.requests.length, 0);
  trunks.start({ sip: 5070, sips: 5071 });
  const first = network.requests[0];
  const headers = new Map(first?.request.headers);
  const contact = headers.get("Contact") ?? "";
  assert.match(contact, /^<sip:tk[0-9a-f]{24}@192\.0\.2\.9:5070>$/);
  assert.deepEqual([first?.request.uri, headers.get("Expires")], ["sip:r.example", "600"]);
  first?.answer(200, [`Contact: <sip:other@x>;expires=60, ${contact};expires=120`]);
  await network.advance(0);
  const user = /sip:(tk\w+)@/.exec(contact)?.[1] ?? "";
  assert.equal(trunks.identify("198.51.100.1", user)?.id, registering.id);
  assert.equal(trunks.identify("198.51.100.1", "tk0"), undefined);
  assert.equal(trunks.statusOf(registering).state, "up");
  await network.advance(60_000);
  assert.equal(network.requests[1]?.request.callId, first?.request.callId);
  assert.ok((network.requests[1]?.request.sequence ?? 0) > (first?.request.sequence ?? 0));
  network.requests[1]?.answer(401);
  await network.advance(0);
  assert.equal(trunks.statusOf(registering).cause?.kind, "wrong-password");
  trunks.replace([]);
  assert.equal(new Map(network.requests[2]?.request.headers).get("Expires"), "0");
  assert.equal(trunks.identify("198.51.100.1", user), undefined);
});

test("a trunk that registers over TLS names the port on which we take TLS", () => {
  const { network, trunks } = world();
  trunks.replace([
    { ...registering, servers: [{ uri: "sip:r.example;transport=tls", priority: 1, weight: 1 }] },
  ]);
  trunks.start({ sip: 5070, sips: 5071 });
  const contact = new Map(network.requests[0]?.request.headers).get("Contact");
  assert.match(contact ?? "", /^<sip:tk[0-9a-f]{24}@192\.0\.2\.9:5071;transport=tls>$/);
});

test("settings that do not matter leave registration and health alone; those that do begin anew", async () => {
  const { network, trunks } = world();
  trunks.replace([registering]);
  trunks.start({ sip: 5070, sips: 5071 });
  network.requests[0]?.answer(200, ["Expires: 600"]);
  await network.advance(0);
  trunks.replace([{ ...registering, name: "renamed", maxCalls: 5 }]);
  assert.equal(network.requests.length, 1);
  trunks.replace([{ ...registering, password: { kind: "known", text: "other" } }]);
  assert.deepEqual(
    network.requests.slice(1).map(({ request }) => new Map(request.headers).get("Expires")),
    ["0", "600"],
  );
});

test("check now asks at once and resolves with how it is then", async () => {
  const { network, trunks } = world();
  trunks.replace([static1]);
  const checked = trunks.checkNow(static1);
  network.requests[0]?.answer(482);
  assert.deepEqual((await checked).cause, { kind: "loop" });
});

test("limits of a trunk and of its tenant hold together; a change of limits keeps the calls", () => {
  const { trunks } = world();
  const [a, b] = [testTrunk({ tenantId, maxCalls: 2 }), testTrunk({ tenantId })];
  trunks.replace([a, b]);
  trunks.setTenantLimit(tenantId, { maxCalls: 3, callsPerSecond: null });
  const legs = [a, a, b].map((trunk) => {
    assert.equal(trunks.admit(trunk).verdict, "free");
    const legId = newId<LegId>();
    trunks.occupy(trunk, legId);
    return legId;
  });
  assert.deepEqual(trunks.admit(b), { verdict: "too-many-calls", retryAfterSeconds: 5 });
  trunks.release(legs[2] as LegId);
  assert.equal(trunks.admit(b).verdict, "free");
  assert.equal(trunks.admit(a).verdict, "too-many-calls");
  trunks.replace([{ ...a, maxCalls: 3 }, b]);
  assert.equal(trunks.admit({ ...a, maxCalls: 3 }).verdict, "free");
});

test("closing takes registrations back and does not wait for ever", async () => {
  const { network, trunks } = world();
  trunks.replace([registering]);
  trunks.start({ sip: 5070, sips: 5071 });
  network.requests[0]?.answer(200);
  await network.advance(0);
  let closed = false;
  const closing = trunks.close().then(() => (closed = true));
  await network.advance(999);
  assert.equal(closed, false);
  await network.advance(1);
  await closing;
  assert.equal(network.pendingTimers, 0);
});

test("what an emergency number is, is said by any trunk of the tenant", () => {
  const { trunks } = world();
  const abroad: Partial<Trunk> = { country: "GB", emergencyNumbers: ["8110"] };
  trunks.replace([testTrunk({ tenantId }), testTrunk({ tenantId, ...abroad })]);
  for (const number of ["110", "999", "8110", "112"]) assert.ok(trunks.isEmergency(tenantId, number), number);
  assert.ok(!trunks.isEmergency(tenantId, "911"));
  assert.ok(trunks.isEmergency(newId<TenantId>(), "120"), "without a trunk, the default country's");
});

test("a leg of an earlier process counts as a call, not as a new one, and the carrier's password is known", () => {
  const { trunks } = world();
  const trunk: Trunk = { ...registering, maxCalls: 2, callsPerSecond: 1 };
  trunks.replace([trunk]);
  const [one, other] = [newId<LegId>(), newId<LegId>()];
  assert.deepEqual(trunks.restore(one, trunk.id), { username: "acct", password: "pw" });
  assert.equal(trunks.trunkOf(one), trunk.id);
  assert.equal(trunks.admit(trunk).verdict, "free", "the second's new call is to come still");
  trunks.restore(other, trunk.id);
  assert.equal(trunks.admit(trunk).verdict, "too-many-calls");
  trunks.release(one);
  assert.equal(trunks.statusOf(trunk).calls, 1);
  assert.equal(trunks.restore(one, "gone" as TrunkId), undefined);
});
