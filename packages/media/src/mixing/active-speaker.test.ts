import assert from "node:assert/strict";
import { test } from "node:test";
import { ActiveSpeaker } from "./active-speaker.ts";

/** Runs turns of 20 ms; answers when `current` changed, and to whom. */
function run(phases: readonly { ms: number; levels: readonly number[] }[]): { atMs: number; who: number }[] {
  const speaker = new ActiveSpeaker(3);
  const changes: { atMs: number; who: number }[] = [];
  let nowMs = 0;
  for (const { ms, levels } of phases) {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 20) {
      if (speaker.step(Float64Array.from(levels), nowMs)) changes.push({ atMs: nowMs, who: speaker.current });
    }
  }
  return changes;
}

const who = (changes: { who: number }[]) => changes.map((change) => change.who);

test("who speaks is told, then who speaks next, then that nobody does", () => {
  const changes = run([
    { ms: 1000, levels: [2000, 0, 0] },
    { ms: 1000, levels: [0, 2000, 0] },
    { ms: 3000, levels: [0, 0, 0] },
  ]);
  assert.deepEqual(who(changes), [0, 1, -1]);
  assert.ok((changes[1]?.atMs as number) < 1500);
});

test("a cough of another, and somebody a little louder, change nothing", () => {
  const speaking = { ms: 1000, levels: [2000, 30, 0] };
  assert.deepEqual(who(run([speaking, { ms: 100, levels: [2000, 9000, 0] }, speaking])), [0]);
  assert.deepEqual(who(run([speaking, { ms: 2000, levels: [2000, 3000, 0] }, speaking])), [0]);
});

test("a quiet room is nobody", () => {
  assert.deepEqual(run([{ ms: 3000, levels: [50, 60, 40] }]), []);
});

test("however they interrupt each other, changes are 300 ms apart", () => {
  const phases = Array.from({ length: 60 }, (_, i) => ({
    ms: 120,
    levels: [i % 2 ? 20_000 : 0, i % 2 ? 0 : 20_000, 0],
  }));
  const changes = run(phases);
  changes.slice(1).forEach(({ atMs }, i) => assert.ok(atMs - (changes[i]?.atMs as number) >= 300));
});

test("who leaves is replaced by the next who speaks", () => {
  const speaker = new ActiveSpeaker(2);
  for (let nowMs = 0; nowMs < 500; nowMs += 20) speaker.step(Float64Array.of(2000, 0), nowMs);
  assert.equal(speaker.current, 0);
  speaker.forget(0);
  for (let nowMs = 500; nowMs < 900; nowMs += 20) speaker.step(Float64Array.of(0, 2000), nowMs);
  assert.equal(speaker.current, 1);
});
