import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "@tandem/kernel";
import { Alarms, DiskWatch } from "./index.ts";

const clock: Clock = { now: () => 5, after: () => () => {} };
const gibibyte = 1024 ** 3;

test("an alarm lasts until it is cured, says the latest, and keeps its time", () => {
  let now = 1;
  const alarms = new Alarms({ now: () => now });
  let changes = 0;
  alarms.onChange(() => changes++);
  assert.equal(alarms.raise("ports-used-up", { count: 1 }), true);
  now = 9;
  assert.equal(alarms.raise("ports-used-up", { count: 2 }), false);
  alarms.raise("disk-full", { detail: "3 MiB" });
  alarms.raise("disk-full", { detail: "3 MiB" });
  assert.equal(changes, 3, "what says the same is no change");
  assert.deepEqual(alarms.list(), [
    { kind: "disk-full", since: 9, count: null, detail: "3 MiB" },
    { kind: "ports-used-up", since: 1, count: 2, detail: "" },
  ]);
  alarms.clear("disk-full");
  alarms.clear("disk-full");
  assert.deepEqual([changes, alarms.list().length, alarms.countOf("ports-used-up")], [4, 1, 2]);
});

test("a disk that fills is told before it is full, once, and until there is clearly room", async () => {
  const alarms = new Alarms(clock);
  const told: string[] = [];
  let freeBytes = 100 * gibibyte;
  const watch = new DiskWatch({
    folder: "/",
    alarms,
    clock,
    onRaised: (kind) => void told.push(kind),
    roomOf: () => Promise.resolve({ freeBytes, totalBytes: 1000 * gibibyte }),
  });
  const at = async (gibibytes: number) => {
    freeBytes = gibibytes * gibibyte;
    await watch.look();
    return alarms.list().map(({ kind }) => kind);
  };
  assert.deepEqual(await at(40), [], "four percent of a big disk is plenty");
  assert.deepEqual(await at(4.9), ["disk-nearly-full"]);
  assert.deepEqual(await at(5.5), ["disk-nearly-full"], "not yet clearly");
  assert.deepEqual(await at(0.2), ["disk-full"]);
  assert.deepEqual(await at(1), ["disk-nearly-full"]);
  assert.deepEqual(await at(7), []);
  assert.deepEqual(told, ["disk-nearly-full", "disk-full", "disk-nearly-full"]);
});

test("the room of this machine's disk can be asked", async () => {
  const watch = new DiskWatch({ folder: "/", alarms: new Alarms(clock), clock, onRaised: () => {} });
  await watch.look();
  assert.ok(watch.room.totalBytes > 0 && watch.room.freeBytes <= watch.room.totalBytes);
});
