import assert from "node:assert/strict";
import { test } from "node:test";
import { startWaitingSound, stepWaitingSound } from "./waiting-sound.ts";
import type { WaitingSoundStep } from "./waiting-sound.ts";

const played = (step: WaitingSoundStep) =>
  step.effects.flatMap((effect) =>
    effect.kind === "play" ? [`${effect.what}${effect.loop ? " loop" : ""}`] : [],
  );

test("the introduction fits the reason, then music loops and announcements come between", () => {
  const first = startWaitingSound("all-busy");
  assert.deepEqual(played(first), ["all-busy"]);
  assert.deepEqual(played(startWaitingSound("agent-is-rung")), ["connecting"]);
  assert.deepEqual(played(startWaitingSound("returning")), ["music loop"]);
  const music = stepWaitingSound(first.state, { kind: "playback-finished" });
  assert.deepEqual(played(music), ["music loop"]);
  assert.ok(music.effects.some((effect) => effect.kind === "set-announcement-timer"));
  const announcement = stepWaitingSound(music.state, { kind: "announcement-due" });
  assert.deepEqual(played(announcement), ["announcement"]);
  assert.deepEqual(played(stepWaitingSound(announcement.state, { kind: "playback-finished" })), [
    "music loop",
  ]);
});

test("an announcement that falls due during another word is dropped, and stopped music stays stopped", () => {
  const first = startWaitingSound("all-busy");
  assert.deepEqual(stepWaitingSound(first.state, { kind: "announcement-due" }).effects, []);
  const music = stepWaitingSound(first.state, { kind: "playback-finished" });
  assert.deepEqual(stepWaitingSound(music.state, { kind: "playback-finished" }).effects, []);
});
