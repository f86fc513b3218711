import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallId, LegId, TenantId } from "@tandem/kernel";
import type { Call } from "./call.ts";
import type { LegActor } from "./leg-actor.ts";
import { LiveCalls } from "./live-calls.ts";
import { MediaLoss } from "./media-loss.ts";

const [one, other] = ["one", "other"] as unknown as [LegId, LegId];

/** A call with a leg that can be told and one that cannot, beside a phone that rings; `done` has what happens. */
function world() {
  const done: string[] = [];
  const timers: (() => void)[] = [];
  const leg = (name: string) =>
    ({
      options: { legId: name },
      loseSound: () => void done.push(`lose ${name}`),
      reopen: async () => void done.push(`open ${name}`),
      offerIfDue: () => void done.push(`offer ${name}`),
    }) as unknown as LegActor;
  const legs = new Map([
    [one, leg("one")],
    [other, leg("other")],
  ]);
  const call = {
    id: "call" as CallId,
    tenantId: "t" as TenantId,
    legs,
    ringing: new Map(),
  } as unknown as Call;
  const live = new LiveCalls();
  live.byId.set(call.id, call);
  for (const legId of [one, other, "ended" as LegId]) live.byLeg.set(legId, call);
  const loss = new MediaLoss({
    live,
    clock: {
      now: () => 0,
      after: (_, callback) => {
        timers.push(callback);
        return () => void timers.splice(timers.indexOf(callback), 1);
      },
    },
    maker: { ringingLegs: () => [leg("ringing")].values() as Generator<LegActor> },
    links: { isOpen: (legId) => legId !== other, onSoundLost: (legId) => void done.push(`link of ${legId}`) },
    publish: ({ type }) => void done.push(type),
    giveUp: () => void done.push("give up"),
  });
  return { loss, live, done, timers };
}

test("all legs of a call have ports before one is told; whoever cannot be told is told later", async () => {
  const { loss, live, done, timers } = world();
  loss.onLost();
  assert.deepEqual(done.splice(0), [
    "lose one",
    "link of one",
    "lose other",
    "link of other",
    "lose ringing",
  ]);
  assert.deepEqual([...live.byLeg.keys()], [one, other], "nobody will tell the counts of a leg that ended");
  loss.onRestarted();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(timers, []);
  const expected = ["open one", "open other", "open ringing", "MediaRestarted", "offer one", "offer ringing"];
  assert.deepEqual(done.toSorted(), expected.toSorted());
  assert.ok(done.indexOf("MediaRestarted") > done.indexOf("open other"));
});

test("legs of a worker that died go over at once, with all of their call; others are left alone", async () => {
  const { loss, live, done, timers } = world();
  const untouched = { id: "two", legs: new Map([["third" as LegId, live.leg(one)]]), ringing: new Map() };
  live.byId.set("two" as CallId, untouched as unknown as Call);
  loss.onLegsLost([one, "ended", "unknown"]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(done.splice(0), [
    "lose one",
    "link of one",
    "open one",
    "open other",
    "MediaRestarted",
    "offer one",
  ]);
  assert.deepEqual([...live.byLeg.keys(), timers.length], [one, other, 0]);
  loss.onLegsLost(["ringing"]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(done, ["lose ringing", "open ringing", "offer ringing"]);
});

test("without a media process for too long calls are given up, once for any number of deaths", () => {
  const { loss, done, timers } = world();
  loss.onLost();
  loss.onLost();
  assert.equal(timers.length, 1);
  done.length = 0;
  timers[0]?.();
  assert.deepEqual(done, ["give up"]);
});
