import assert from "node:assert/strict";
import { test } from "node:test";
import type { LegId } from "@tandem/kernel";
import { newLink, stepLink } from "./leg-link.ts";
import type { LinkEffect, LinkInput } from "./leg-link.ts";
import { LegLinks } from "./leg-links.ts";

function run(...inputs: (Exclude<LinkInput["kind"], "grace-over"> | LinkInput)[]) {
  let state = newLink;
  const effects: LinkEffect[] = [];
  for (const input of inputs) {
    const step = stepLink(state, typeof input === "string" ? { kind: input } : input);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, kinds: effects.map(({ kind }) => kind) };
}

test("a connection that closes while sound flows changes nothing but how the phone is reached", () => {
  const cut = run("flow-closed");
  assert.deepEqual(cut.kinds, ["tell-changed"]);
  assert.equal(cut.state.away, false);
  assert.deepEqual(run("flow-closed", "flow-back").kinds, ["tell-changed", "tell-changed"]);
});

test("silence on an open connection is no absence", () => {
  assert.deepEqual(run("quiet").kinds, []);
  assert.deepEqual(run("quiet", "heard").kinds, []);
});

test("silence and a closed connection, in either order, are an absence that the grace time ends", () => {
  assert.deepEqual(run("flow-closed", "quiet").kinds, ["tell-changed", "tell-away", "start-grace"]);
  const away = run("quiet", "flow-closed");
  assert.deepEqual(away.kinds, ["tell-changed", "tell-away", "start-grace"]);
  const over = stepLink(away.state, { kind: "grace-over", absence: away.state.absence });
  assert.deepEqual(over.effects, [{ kind: "give-up" }]);
});

test("who is heard again is back; the grace time of that absence means nothing any more", () => {
  const away = run("quiet", "flow-closed");
  const back = run("quiet", "flow-closed", "heard");
  assert.deepEqual(back.kinds.slice(3), ["tell-back"]);
  const late: LinkInput = { kind: "grace-over", absence: away.state.absence };
  assert.deepEqual(run("quiet", "flow-closed", "heard", "quiet", late).kinds.slice(4), [
    "tell-away",
    "start-grace",
  ]);
});

test("a connection that is back ends the grace time; the music goes on until something is heard", () => {
  const away = run("quiet", "flow-closed");
  const late: LinkInput = { kind: "grace-over", absence: away.state.absence };
  const back = run("quiet", "flow-closed", "flow-back", late);
  assert.deepEqual(back.kinds.slice(3), ["tell-changed"]);
  assert.equal(back.state.away, true);
  assert.deepEqual(run("quiet", "flow-closed", "flow-back", "flow-closed").kinds.slice(4), [
    "tell-changed",
    "start-grace",
  ]);
});

test("a leg is given up when its own grace time is over, and not after it is forgotten", () => {
  const [agent, visitor, gone] = ["agent", "visitor", "gone"] as LegId[] as [LegId, LegId, LegId];
  const timers: { delayMs: number; run: () => void }[] = [];
  const told: string[] = [];
  const links = new LegLinks({
    clock: {
      now: () => 0,
      after: (delayMs, callback) => (timers.push({ delayMs, run: callback }), () => {}),
    },
    graceMs: (legId) => (legId === agent ? 30_000 : 10_000),
    tell: (legId, what) => told.push(`${legId} ${what}`),
    giveUp: (legId) => told.push(`${legId} given up`),
  });
  for (const legId of [agent, visitor, gone]) {
    links.take(legId, { kind: "flow-closed" });
    assert.equal(links.isOpen(legId), false);
    links.take(legId, { kind: "quiet" });
  }
  links.forget(gone);
  assert.deepEqual(
    timers.map(({ delayMs }) => delayMs),
    [30_000, 10_000, 10_000],
  );
  told.length = 0;
  for (const timer of timers) timer.run();
  assert.deepEqual(told, ["agent given up", "visitor given up"]);
});
