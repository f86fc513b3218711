import assert from "node:assert/strict";
import { test } from "node:test";
import { createChannelTimeline, placeOnTimeline } from "./channel-timeline.ts";
import { formatAddress, parseAddress } from "./ip-address.ts";
import { FrameWheel } from "./frame-wheel.ts";
import { splitPortRange } from "../port-range.ts";
import { PortPool } from "./port-pool.ts";
import { admit, createSourceLock, signalSource } from "./source-lock.ts";

test("IPv4 addresses survive being numbers", () => {
  for (const text of ["0.0.0.0", "127.0.0.1", "255.255.255.255", "192.168.1.200"]) {
    assert.equal(formatAddress(parseAddress(text) as number), text);
  }
  for (const text of ["", "1.2.3", "1.2.3.256", "1.2.3.4.5", "a.b.c.d"])
    assert.equal(parseAddress(text), undefined);
});

test("ports are even, given out in turn, and rest five seconds", () => {
  const pool = new PortPool({ first: 20_001, last: 20_005 });
  assert.deepEqual([pool.take(0), pool.take(0), pool.take(0)], [20_002, 20_004, undefined]);
  pool.giveBack(20_004, 1000);
  assert.equal(pool.take(5999), undefined);
  assert.equal(pool.take(6000), 20_004);
});

test("ports that a process before had come last", () => {
  const begin = (skip: number) => new PortPool({ first: 20_000, last: 20_005, skip }).take(0);
  assert.deepEqual([0, 1, 2, 3, 4].map(begin), [20_000, 20_002, 20_004, 20_000, 20_002]);
});

test("a range is split without overlap and without loss", () => {
  const parts = splitPortRange({ first: 20_000, last: 20_019 }, 3);
  assert.deepEqual(parts, [
    { first: 20_000, last: 20_004 },
    { first: 20_006, last: 20_010 },
    { first: 20_012, last: 20_018 },
  ]);
});

test("the signalled source locks at once, and nobody gets in after it", () => {
  const lock = createSourceLock();
  assert.equal(signalSource(lock, 1, 10), true);
  assert.equal(admit(lock, 1, 10), "locked-now");
  assert.equal(admit(lock, 2, 10), "stranger");
  assert.equal(admit(lock, 1, 10), "taken");
  assert.equal(signalSource(lock, 1, 10), false, "the same again re-opens nothing");
  assert.equal(admit(lock, 2, 10), "stranger");
  assert.equal(signalSource(lock, 2, 10), true);
  assert.equal(admit(lock, 2, 10), "locked-now");
});

test("another source is learned after four packets in a row; the signalled one overtakes it", () => {
  const lock = createSourceLock();
  signalSource(lock, 1, 10);
  const from2 = Array.from({ length: 4 }, () => admit(lock, 2, 20));
  assert.deepEqual(from2, ["taken", "taken", "taken", "locked-now"]);
  signalSource(lock, 1, 11);
  assert.deepEqual(
    [admit(lock, 2, 20), admit(lock, 3, 30), admit(lock, 2, 20)],
    ["taken", "stranger", "stranger"],
  );
  assert.equal(admit(lock, 1, 11), "locked-now");
});

/** Advances in steps and notes who had a turn when. */
function run(wheel: FrameWheel<string>, fromMs: number, toMs: number, stepMs: number): [string, number][] {
  const turns: [string, number][] = [];
  for (let now = fromMs; now <= toMs; now += stepMs)
    wheel.advance(now, (member) => turns.push([member, now]));
  return turns;
}

test("a member has its turn every 20 ms without drift, whatever the steps", () => {
  const wheel = new FrameWheel<string>(0.5);
  wheel.add("a", 7.2);
  const times = run(wheel, 8, 2008, 3.7).map(([, atMs]) => atMs);
  assert.equal(times.length, 100);
  times.forEach((atMs, i) => assert.ok(atMs - 8 - i * 20 >= 0 && atMs - 8 - i * 20 < 3.7));
});

test("members are spread over the frame, may leave in their turn, and an empty wheel owes no turns", () => {
  const wheel = new FrameWheel<string>(0);
  for (const name of ["a", "b", "c"]) wheel.add(name, 500);
  assert.deepEqual(run(wheel, 500, 519, 1), [
    ["a", 500],
    ["b", 501],
    ["c", 502],
  ]);
  wheel.advance(540, (member) => wheel.remove(member));
  assert.deepEqual(run(wheel, 541, 600, 1), []);
  assert.equal(wheel.untilNext(600, 100), 100);
  wheel.add("d", 900);
  assert.equal(wheel.untilNext(895, 100), 5);
  assert.deepEqual(run(wheel, 900, 900, 1), [["d", 900]]);
});

test("a short stall is caught up, a long one left out", () => {
  const wheel = new FrameWheel<string>(0);
  wheel.add("a", 0);
  wheel.advance(0, () => {});
  assert.equal(run(wheel, 100, 100, 1).length, 5);
  assert.equal(run(wheel, 5100, 5100, 1).length, 1);
});

test("time line: jitter does not move sound, a late first packet does not set the pace", () => {
  const timeline = createChannelTimeline();
  const place = (timestamp: number, arrival: number): number =>
    placeOnTimeline(timeline, 7, timestamp, 160, arrival);
  assert.equal(place(1000, 160 + 400), 400);
  assert.equal(place(1160, 320), 160, "came 400 samples sooner after the first: the anchor moves");
  assert.equal(place(1320, 480 + 300), 320, "a late packet stays in its place");
  assert.equal(place(1640, 800), 640, "a lost one leaves its place empty");
});

test("time line: lasting delay is followed after a second, a pause at once", () => {
  const timeline = createChannelTimeline();
  let last = 0;
  for (let i = 0; i < 120; i++) {
    const delay = i < 10 ? 0 : 240;
    last = placeOnTimeline(timeline, 7, (i * 160) >>> 0, 160, (i + 1) * 160 + delay);
  }
  assert.equal(last, 119 * 160 + 240);
  assert.equal(placeOnTimeline(timeline, 7, 120 * 160, 160, 100_160), 100_000);
  assert.equal(placeOnTimeline(timeline, 8, 5, 160, 100_480), 100_320);
});

/** The clock of a cheap phone is off by up to 100 parts in a million: 360 ms an hour. */
for (const skew of [-100e-6, 0, 100e-6]) {
  test(`time line: sound stays within 20 ms of when it was said for an hour, clock skew ${skew}`, () => {
    const timeline = createChannelTimeline();
    let random = 1;
    let worst = 0;
    for (let i = 0; i < 180_000; i++) {
      // Park–Miller: jitter of up to 40 ms, 5 % lost.
      random = (random * 48_271) % 2_147_483_647;
      if (random % 20 === 0) continue;
      const saidAt = i * 160 * (1 + skew);
      const arrivesAt = Math.round(saidAt + 160 + (random % 320));
      const position = placeOnTimeline(timeline, 7, (i * 160) >>> 0, 160, arrivesAt);
      // The first second finds out how late the first packet was.
      if (i > 50) worst = Math.max(worst, Math.abs(position - saidAt));
    }
    assert.ok(worst <= 160, `${worst / 8} ms`);
  });
}
