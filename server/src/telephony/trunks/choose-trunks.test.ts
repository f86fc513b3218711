import assert from "node:assert/strict";
import { test } from "node:test";
import type { LimitVerdict } from "./call-limits.ts";
import { chooseTrunks } from "./choose-trunks.ts";
import type { CallToPlace, ChooseInput } from "./choose-trunks.ts";
import { newHealth } from "./server-health.ts";
import type { ServerHealth } from "./server-health.ts";
import { testTrunk } from "./testing/test-trunk.ts";
import type { Trunk } from "./trunk.ts";

const server = (uri: string, priority = 10, weight = 10) => ({ uri, priority, weight });
const trunkAt = (name: string, more: Partial<Trunk> = {}) =>
  testTrunk({ name, servers: [server(`sip:${name}`)], ...more });

function choose(
  trunks: readonly Trunk[],
  call: Partial<CallToPlace> = {},
  more: Partial<ChooseInput> & { health?: Readonly<Record<string, Partial<ServerHealth>>> } = {},
) {
  const { health = {}, ...input } = more;
  const { attempts, passedOver } = chooseTrunks(
    { number: "+862155550000", isEmergency: false, ...call },
    {
      trunks,
      healthOf: (_trunkId, uri) => ({ ...newHealth(0), state: "up", ...health[uri] }),
      registrationOf: () => undefined,
      loadOf: () => "free",
      canEncrypt: false,
      now: 1000,
      random: () => 0,
      ...input,
    },
  );
  return {
    tried: attempts.map((attempt) => attempt.server.uri),
    passed: passedOver.map(({ trunk, server: at, why }) => `${at?.uri ?? trunk.name}: ${why}`),
  };
}

test("trunks and their servers are tried by priority, among equals by weight", () => {
  const first = trunkAt("first", { priority: 1, servers: [server("sip:b", 2), server("sip:a", 1)] });
  const second = trunkAt("second", { priority: 2 });
  assert.deepEqual(choose([second, first]).tried, ["sip:a", "sip:b", "sip:second"]);
  const light = trunkAt("light", { weight: 10 });
  const heavy = trunkAt("heavy", { weight: 90 });
  assert.deepEqual(choose([light, heavy], {}, { random: () => 0.89 }).tried, ["sip:heavy", "sip:light"]);
  assert.deepEqual(choose([light, heavy], {}, { random: () => 0.91 }).tried, ["sip:light", "sip:heavy"]);
});

test("over many draws each gets its share", () => {
  const trunks = [
    trunkAt("light", { weight: 1 }),
    trunkAt("heavy", { weight: 3 }),
    trunkAt("none", { weight: 0 }),
  ];
  const firsts = Array.from(
    { length: 1000 },
    (_, at) => choose(trunks, {}, { random: () => at / 1000 }).tried[0],
  );
  assert.equal(firsts.filter((each) => each === "sip:heavy").length, 750);
  assert.equal(firsts.filter((each) => each === "sip:none").length, 0);
});

test("every trunk that is passed over says why", () => {
  const cases: [Trunk, Partial<ChooseInput>, string][] = [
    [trunkAt("t", { enabled: false }), {}, "t: disabled"],
    [trunkAt("t", { servers: [] }), {}, "t: no-servers"],
    [trunkAt("t", { prefixes: ["+44"] }), {}, "t: other-prefix"],
    [trunkAt("t", { mediaEncryption: "sdes-srtp-required" }), {}, "t: no-encryption"],
    [trunkAt("t", { password: { kind: "unreadable" } }), {}, "t: password-unreadable"],
    [trunkAt("t", { kind: "registering" }), { registrationOf: () => "auth-failed" }, "t: auth-failed"],
    [trunkAt("t"), { loadOf: () => "too-many-calls" }, "t: too-many-calls"],
  ];
  for (const [trunk, input, why] of cases)
    assert.deepEqual(choose([trunk], {}, input), { tried: [], passed: [why] });
});

test("servers that are down, resting or refuse us are passed over; unknown and degraded ones are tried", () => {
  const trunk = trunkAt("t", { servers: ["a", "b", "c", "d", "e"].map((name) => server(`sip:${name}`)) });
  const health = {
    "sip:a": { state: "down" },
    "sip:b": { restsUntil: 1001 },
    "sip:c": { state: "auth-failed" },
    "sip:d": { state: "unknown" },
    "sip:e": { state: "degraded", restsUntil: 1000 },
  } as const;
  assert.deepEqual(choose([trunk], {}, { health }), {
    tried: ["sip:d", "sip:e"],
    passed: ["sip:a: down", "sip:b: resting", "sip:c: auth-failed"],
  });
});

test("an emergency call passes limits and prefixes, and tries what seems dead last", () => {
  const full = trunkAt("full", { priority: 1, prefixes: ["+1"] });
  const dead = trunkAt("dead", { priority: 2 });
  const well = trunkAt("well", { priority: 3 });
  const off = trunkAt("off", { enabled: false });
  const loadOf = (trunk: Trunk): LimitVerdict => (trunk === full ? "too-many-calls" : "free");
  const health = { "sip:dead": { state: "down" } } as const;
  const emergency = { number: "110", isEmergency: true };
  assert.deepEqual(choose([full, dead, well, off], emergency, { loadOf, health }), {
    tried: ["sip:well", "sip:full", "sip:dead"],
    passed: ["off: disabled"],
  });
});

test("a test call goes over its trunk alone", () => {
  const [a, b] = [trunkAt("a"), trunkAt("b")];
  assert.deepEqual(choose([a, b], { onlyTrunkId: b.id }).tried, ["sip:b"]);
});

test("a trunk for some prefixes takes those", () => {
  const trunk = trunkAt("t", { prefixes: ["+44", "+8621"] });
  assert.deepEqual(choose([trunk]).tried, ["sip:t"]);
});
