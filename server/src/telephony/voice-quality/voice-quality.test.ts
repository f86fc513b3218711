import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, Clock, LegId, TenantId } from "@tandem/kernel";
import type { CallFact, CallSignal } from "#telephony/calls";
import { addPoint, mostPoints, newSeries } from "./quality-series.ts";
import { goodSound, stepPoorSound } from "./poor-sound.ts";
import { VoiceQuality } from "./voice-quality-service.ts";
import type { VoiceQualityFact } from "./voice-quality-facts.ts";

type AnyFact = CallFact | CallSignal | VoiceQualityFact;

const clean = {
  expected: 250,
  lost: 0,
  late: 0,
  outOfOrder: 0,
  duplicates: 0,
  jitterMs: 1.04,
  bufferMs: 40,
  burstDensity: 0,
  burstMs: 0,
  gapDensity: 0,
  gapMs: 5000,
  burstRatio: 1,
  mos: 4.4,
};
const about = { tenantId: newId<TenantId>(), callId: newId<CallId>(), legId: newId<LegId>() };
const agentId = newId<AgentId>();

function setUp() {
  let nowMs = 1_000_000;
  const clock: Clock = { now: () => nowMs, after: () => () => {} };
  const facts = new FactBus<AnyFact>((error) => assert.fail(String(error)));
  const told: VoiceQualityFact[] = [];
  facts.onAny((fact) => {
    if (/^Leg(Silent|Sounding|Poor|Good|QualityKept)$/.test(fact.type)) told.push(fact as VoiceQualityFact);
  });
  const quality = new VoiceQuality({ clock, facts, below: facts, agentOf: () => agentId });
  const say = (content: object) => facts.publish(makeFact<AnyFact>(clock, { ...about, ...content } as never));
  const measure = (mos: number, sent: number | null = null) => {
    nowMs += 5000;
    say({
      type: "LegQualityMeasured",
      codec: "PCMA",
      roundTripMs: 31.4,
      received: { ...clean, mos },
      sent: sent === null ? null : { mos: sent, lossShare: 0.0512, jitterMs: 2 },
    });
  };
  return { quality, told, say, measure };
}

test("what was measured of a leg is kept when it is over, as columns", () => {
  const { told, say, measure } = setUp();
  measure(4.41);
  measure(4.3, 3.9);
  say({ type: "LegMeasured", packetsReceived: 1, packetsSent: 1, packetsLost: 0, jitterMs: 0 });
  const [kept, ...more] = told;
  assert.deepEqual(more, []);
  assert.ok(kept?.type === "LegQualityKept");
  assert.equal(kept.startedAt, 1_005_000);
  assert.deepEqual(kept.series, {
    stepSeconds: 5,
    seconds: [0, 5],
    mosReceived: [4.41, 4.3],
    mosSent: [null, 3.9],
    lossReceived: [0, 0],
    lossSent: [null, 5.1],
    jitterReceivedMs: [1, 1],
    jitterSentMs: [null, 2],
    roundTripMs: [31.4, 31.4],
  });
});

test("a leg of which nothing was measured leaves nothing; one that was over when media died leaves what there was", () => {
  const { quality, told, say, measure } = setUp();
  say({ type: "LegMeasured", packetsReceived: 0, packetsSent: 0, packetsLost: 0, jitterMs: 0 });
  assert.deepEqual(told, []);
  measure(4);
  quality.onMediaLost();
  assert.deepEqual(told, [], "the next media process goes on measuring");
  const ending = { cause: "hung-up-remotely", answered: true, agentId: null };
  say({ type: "LegEnded", ...ending });
  const types = () => told.map(({ type }) => type);
  assert.deepEqual(types(), ["LegQualityKept"], "nobody will tell its counts");
  quality.onMediaRestarted();
  measure(4);
  say({ type: "LegEnded", ...ending });
  assert.equal(types().length, 1, "its counts are on their way");
  quality.onMediaLost();
  assert.equal(types().length, 2);
});

test("a leg that is not heard is told of once it is up, with whose it is, and counted until it is heard", () => {
  const { quality, told, say } = setUp();
  const silence = { type: "LegSilenceNoticed", reason: "nothing", silentMs: 2500 };
  say({ ...silence, isUp: false });
  say({ type: "LegSoundNoticed" });
  assert.equal(told.length, 0);
  say({ ...silence, isUp: true });
  say({ ...silence, isUp: true });
  assert.deepEqual(quality.counts(), { silent: 1, poor: 0 });
  say({ type: "LegSoundNoticed" });
  assert.deepEqual(quality.counts(), { silent: 0, poor: 0 });
  assert.deepEqual(
    told.map((fact) => [fact.type, "agentId" in fact && fact.agentId]),
    [
      ["LegSilent", agentId],
      ["LegSounding", agentId],
    ],
  );
});

test("the worse direction decides; one bad interval is none", () => {
  const { quality, told, measure } = setUp();
  for (const [received, sent] of [
    [4.4, 2],
    [4.4, 4.4],
    [4.4, 2.9],
    [4.4, 2.8],
  ] as const)
    measure(received, sent);
  const [poor] = told;
  assert.ok(poor?.type === "LegPoor");
  assert.deepEqual([poor.direction, poor.mos], ["sent", 2.8]);
  assert.deepEqual(quality.counts(), { silent: 0, poor: 1 });
  for (const mos of [3.2, 3.5, 3.2, 3.5, 3.5]) measure(4.4, mos);
  assert.deepEqual(
    told.map(({ type }) => type),
    ["LegPoor", "LegGood"],
  );
});

test("at the border the state stays", () => {
  let state = goodSound;
  for (const mos of [3, 3, 3.2, 3.2, 3.2, 3]) ({ state } = stepPoorSound(state, mos));
  assert.equal(state.isPoor, true);
});

test("a call of hours has no more points than half an hour, and keeps its worst moments", () => {
  const series = newSeries();
  for (let index = 0; index < 4 * 720; index++) {
    const mos = index === 1000 ? 1.7 : 4.4;
    addPoint(series, index * 5, { received: { ...clean, mos }, sent: null, roundTripMs: null });
  }
  assert.ok(series.seconds.length <= mostPoints);
  const { stepSeconds, ...columns } = series;
  assert.equal(stepSeconds, 40);
  for (const column of Object.values(columns)) assert.equal(column.length, series.seconds.length);
  assert.equal(Math.min(...series.mosReceived.map(Number)), 1.7);
  const worst = series.mosReceived.indexOf(1.7);
  assert.ok(Math.abs((series.seconds[worst] as number) - 5000) <= 80, "and where they were");
  assert.ok(series.seconds.every((at, index) => index === 0 || at > (series.seconds[index - 1] as number)));
});
