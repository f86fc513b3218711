import assert from "node:assert/strict";
import { test } from "node:test";
import { createSoundWatch, noticePayload, watchSound } from "./sound-watch.ts";
import type { SoundNews } from "./sound-watch.ts";

type Packet = "sound" | "noise" | "key" | "none";
const bytesOf = { sound: 160, noise: 1, key: 4, none: 0 };

/** Plays one stretch after another, a packet and a look each 20 ms, and gives the news with their times. */
function play(...stretches: { packet: Packet; ms: number; due?: boolean }[]) {
  const watch = createSoundWatch();
  const news: (SoundNews & { atMs: number })[] = [];
  let nowMs = 0;
  for (const { packet, ms, due = true } of stretches) {
    for (const end = nowMs + ms; nowMs < end; nowMs += 20) {
      if (packet !== "none") noticePayload(watch, bytesOf[packet], packet === "key", nowMs);
      const told = watchSound(watch, due, nowMs);
      if (told) news.push({ ...told, atMs: nowMs });
    }
  }
  return news;
}

test("a phone that never sends is reported before three seconds are over, once", () => {
  const [first, ...more] = play({ packet: "none", ms: 20_000 });
  assert.deepEqual(first, { kind: "silent", reason: "nothing", silentMs: 2500, atMs: 2500 });
  assert.deepEqual(more, []);
});

test("one that stops is reported, and that it is heard again", () => {
  const news = play(
    { packet: "sound", ms: 5000 },
    { packet: "none", ms: 4000 },
    { packet: "sound", ms: 100 },
  );
  assert.deepEqual(
    news.map(({ kind, atMs }) => [kind, atMs]),
    [
      ["silent", 7480],
      ["sounding", 9000],
    ],
  );
  assert.ok(news[0]?.kind === "silent" && news[0].reason === "stopped");
});

test("each silence is reported", () => {
  const round = [{ packet: "sound", ms: 1000 } as const, { packet: "none", ms: 3000 } as const];
  const news = play(...round, ...round);
  assert.deepEqual(
    news.map(({ kind }) => kind),
    ["silent", "sounding", "silent"],
  );
});

test("packets of silence alone are no sound; a pause that is announced as one is", () => {
  const [never] = play({ packet: "noise", ms: 5000 });
  assert.ok(never?.kind === "silent" && never.reason === "only-silence");
  const pause = play(
    { packet: "sound", ms: 1000 },
    { packet: "noise", ms: 20 },
    { packet: "none", ms: 9000 },
    { packet: "sound", ms: 1000 },
  );
  assert.deepEqual(pause, []);
});

test("keys show that the way is open", () => {
  assert.deepEqual(
    play({ packet: "none", ms: 1000 }, { packet: "key", ms: 200 }, { packet: "none", ms: 2000 }),
    [],
  );
});

test("on hold nobody is expected to speak; after it the time begins anew", () => {
  const news = play(
    { packet: "sound", ms: 1000 },
    { packet: "none", ms: 60_000, due: false },
    { packet: "none", ms: 2000 },
    { packet: "sound", ms: 1000 },
  );
  assert.deepEqual(news, []);
});
