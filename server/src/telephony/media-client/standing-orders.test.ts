import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "@tandem/kernel";
import type { MediaCommand, Play } from "@tandem/media";
import { StandingOrders } from "./standing-orders.ts";

const open = (legId: string) => ({ kind: "open-leg", legId, callId: "call", transport: "rtp" }) as const;
const connect = (legId: string) => ({ kind: "connect-leg", legId }) as unknown as MediaCommand;
const play = (legId: string, playbackId: string): Play => {
  return { kind: "play", legId, playbackId, files: ["f"], loop: true, stopOnDigit: false };
};

/** Orders to a media process that can be away; `told` has what reached it. */
function world() {
  let isThere = true;
  const told: string[] = [];
  const orders = new StandingOrders({
    send: async (command) => {
      if (!isThere) return err({ kind: "media-lost", message: "" });
      const { kind, legId, legIds, legA, legB, playbackId } = command as unknown as Record<string, string>;
      told.push([kind, legId ?? legA ?? legIds, legB ?? playbackId].filter(Boolean).join(" "));
      return ok(null);
    },
  });
  const die = () => {
    isThere = false;
    orders.onLost();
    told.length = 0;
  };
  const all = async (...commands: MediaCommand[]) => {
    for (const command of commands) await orders.send(command);
  };
  return { orders, told, die, live: () => void (isThere = true), all };
}

test("a bridge is made again once both legs are there, a sound begins anew once its leg is connected", async () => {
  const { told, die, live, all } = world();
  await all(open("a"), open("b"), open("c"), connect("a"), connect("b"), connect("c"));
  await all({ kind: "bridge", legA: "a", legB: "b" }, play("c", "music"));
  die();
  live();
  await all(open("a"), open("c"), open("b"));
  assert.deepEqual(told.splice(0), ["open-leg a", "open-leg c", "open-leg b", "bridge b a"]);
  await all(connect("c"), connect("c"));
  assert.deepEqual(told, ["connect-leg c", "play c music", "connect-leg c"]);
});

test("what was said while nobody was there holds; what ended or was replaced does not", async () => {
  const { orders, told, die, live, all } = world();
  await all(open("a"), open("b"), open("c"), play("a", "one"), play("b", "two"), play("c", "three"));
  await all({ kind: "bridge", legA: "a", legB: "b" });
  orders.onEvent({ kind: "playback-finished", legId: "a", playbackId: "zero", reason: "stopped", at: 0 });
  orders.onEvent({ kind: "playback-finished", legId: "b", playbackId: "two", reason: "completed", at: 0 });
  die();
  await all({ kind: "unbridge", legId: "b" }, { kind: "bridge", legA: "b", legB: "c" });
  await all({ kind: "stop-playback", legId: "c", playbackId: null }, play("b", "four"));
  live();
  await all(open("a"), open("b"), open("c"), connect("a"), connect("b"), connect("c"));
  assert.deepEqual(told, [
    "open-leg a",
    "open-leg b",
    "open-leg c",
    "bridge c b",
    "connect-leg a",
    "play a one",
    "connect-leg b",
    "play b four",
    "connect-leg c",
  ]);
});

test("a leg that was closed is owed nothing, and nobody is joined with it", async () => {
  const { told, die, live, all } = world();
  await all(open("a"), open("b"), { kind: "bridge", legA: "a", legB: "b" }, play("a", "one"));
  die();
  await all({ kind: "close-leg", legId: "b" });
  live();
  await all({ kind: "close-leg", legId: "a" }, open("a"), connect("a"));
  assert.deepEqual(told, ["close-leg a", "open-leg a", "connect-leg a"]);
});

test("what a worker that died held is told again as its legs come back; a recording of them waits until then", async () => {
  const { orders, told, all } = world();
  await all(open("a"), open("b"), open("c"), connect("a"), connect("b"), connect("c"));
  await all({ kind: "bridge", legA: "a", legB: "b" }, play("b", "music"), play("c", "other"));
  told.length = 0;
  orders.onEvent({ kind: "legs-lost", legIds: ["a", "b"], at: 0 });
  const record = {
    kind: "start-recording",
    recordingId: "r",
    leftLegId: "a",
    rightLegId: null,
  } as MediaCommand;
  assert.deepEqual([orders.owedPlayback("b"), orders.owedPlayback("c")], ["music", null]);
  const refused = await orders.send(record);
  assert.equal(!refused.ok && refused.error.kind, "media-lost");
  await all(open("a"), open("b"), connect("b"), record);
  assert.deepEqual(told, [
    "open-leg a",
    "open-leg b",
    "bridge b a",
    "connect-leg b",
    "play b music",
    "start-recording",
  ]);
});

test("a later control knows what the one before had ordered", async () => {
  const before = world();
  await before.all(open("a"), open("b"), { kind: "bridge", legA: "a", legB: "b" }, play("b", "music"));
  const kept = JSON.parse(JSON.stringify(before.orders.snapshot(["a", "b", "gone"])));
  const { orders, told, die, live, all } = world();
  orders.restore(kept);
  die();
  live();
  await all(open("a"), open("b"), connect("b"));
  assert.deepEqual(told, ["open-leg a", "open-leg b", "bridge b a", "connect-leg b", "play b music"]);
});

test("a conference is set up again once all who are still in it are there", async () => {
  const { orders, told, die, live, all } = world();
  const confer = { kind: "set-conference", conferenceId: "call", digits: "pass" } as const;
  const routes = [{ speaker: "d", listener: "a", gain: 0 }];
  await all(open("a"), open("b"), open("c"), open("d"), { kind: "bridge", legA: "a", legB: "b" });
  await all({ ...confer, legIds: ["a", "b", "c", "d"], routes });
  const kept = JSON.parse(JSON.stringify(orders.snapshot(["a", "b", "c", "d"])));
  die();
  await all({ kind: "close-leg", legId: "d" });
  live();
  await all(open("a"), open("b"));
  assert.deepEqual(told.splice(0), ["open-leg a", "open-leg b"]);
  await all(open("c"));
  assert.deepEqual(told.splice(0), ["open-leg c", "set-conference a,b,c"]);
  await all({ kind: "bridge", legA: "a", legB: "b" });
  die();
  live();
  told.length = 0;
  await all(open("c"), open("a"), open("b"));
  assert.deepEqual(told, ["open-leg c", "set-conference c", "open-leg a", "open-leg b", "bridge b a"]);

  const later = world();
  later.orders.restore(kept);
  later.die();
  later.live();
  await later.all(open("a"), open("b"), open("c"), open("d"));
  assert.equal(later.told.at(-1), "set-conference a,b,c,d");
});
