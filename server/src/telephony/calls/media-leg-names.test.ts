import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "@tandem/kernel";
import type { LegId } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import { MediaLegNames } from "./media-leg-names.ts";

const [leg, attempt, other] = ["leg", "attempt", "other"] as unknown as [LegId, LegId, LegId];

test("a renamed leg is its media leg in every command and event, until its counts came", async () => {
  const sent: MediaCommand[] = [];
  const names = new MediaLegNames({
    send: (command) => {
      sent.push(command);
      return Promise.resolve(ok());
    },
  });
  const bridge = { kind: "bridge", legA: other, legB: leg } as const;
  await names.send(bridge);
  names.rename(attempt, leg);
  await names.send(bridge);
  await names.send({ kind: "close-leg", legId: leg });
  assert.deepEqual(sent, [bridge, { ...bridge, legB: attempt }, { kind: "close-leg", legId: attempt }]);
  const digit = { kind: "digit", digit: "1", durationMs: 80, at: 0 } as const;
  assert.equal(names.named({ ...digit, legId: attempt }).kind, "digit");
  assert.deepEqual(names.named({ ...digit, legId: attempt }), { ...digit, legId: leg });
  assert.deepEqual(names.named({ ...digit, legId: other }), { ...digit, legId: other });
  const counts = { packetsReceived: 1, packetsSent: 1, packetsLost: 0, jitterMs: 0, quality: null, at: 0 };
  const stats = { kind: "leg-stats", legId: attempt, ...counts } as const;
  assert.deepEqual(names.named(stats), { ...stats, legId: leg });
  assert.deepEqual(names.named(stats), stats);
  await names.send(bridge);
  assert.deepEqual(sent.at(-1), bridge);
});

test("a leg that lives through the death of media keeps its name; one that was closed loses it", async () => {
  let isThere = true;
  const sent: MediaCommand[] = [];
  const names = new MediaLegNames({
    send: async (command) => {
      sent.push(command);
      return isThere ? ok() : err({ kind: "media-lost", message: "" });
    },
  });
  names.rename(attempt, leg);
  names.rename("won" as LegId, other);
  assert.equal(names.mediaIdOf(leg), attempt);
  await names.send({ kind: "close-leg", legId: "won" });
  isThere = false;
  names.onLost();
  assert.deepEqual([names.mediaIdOf(other), names.mediaIdOf(leg)], [other, attempt]);
  const lost = { kind: "legs-lost", legIds: [attempt, "a"], at: 0 } as const;
  assert.deepEqual(names.named({ ...lost, legIds: [...lost.legIds] }), { ...lost, legIds: [leg, "a"] });
  assert.equal(names.mediaIdOf(leg), attempt);
  await names.send({ kind: "close-leg", legId: leg });
  assert.equal(names.mediaIdOf(leg), leg);
});
