import assert from "node:assert/strict";
import { test } from "node:test";
import type { SdesKeys } from "../protocol/index.ts";
import { bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

function keys(suite: SdesKeys["suite"], local: number, remote: number): SdesKeys {
  const length = suite === "AEAD_AES_128_GCM" ? 28 : 30;
  const keyOf = (fill: number): string => Buffer.alloc(length, fill).toString("base64");
  return { suite, localKey: keyOf(local), remoteKey: keyOf(remote) };
}

for (const suite of ["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"] as const) {
  test(`${suite}: one phone speaks SRTP, the other plain RTP, and a re-INVITE with the same keys changes nothing`, async () => {
    await using rig = await WorkerRig.start("dgram");
    const { a, b } = await bridgedPhones(rig);
    const sdes = keys(suite, 1, 2);
    await rig.connectLeg("a", a.address, { sdes });
    a.protect(keys(suite, 2, 1));
    const speak = () =>
      everyFrame(15, () => {
        a.sendTone(leftHz);
        b.sendTone(rightHz);
      });
    await speak();
    await rig.connectLeg("a", a.address, { sdes });
    await speak();
    await a.hears(28);
    await b.hears(28);
    assert.ok(toneShare(a.soundHeard(), rightHz) > 0.9);
    assert.ok(toneShare(b.soundHeard(), leftHz) > 0.9);
  });
}

test("sound without the keys, or with others, is not heard and does not lock the source", async () => {
  await using rig = await WorkerRig.start("dgram");
  const { a, b } = await bridgedPhones(rig);
  const suite = "AES_CM_128_HMAC_SHA1_80";
  await rig.connectLeg("a", a.address, { sdes: keys(suite, 1, 2) });
  await everyFrame(5, () => a.sendTone(rightHz));
  a.protect(keys(suite, 3, 1));
  await everyFrame(5, () => a.sendTone(rightHz));
  a.protect(keys(suite, 2, 1));
  await everyFrame(10, () => a.sendTone(leftHz));
  await b.hears(10);
  assert.equal(b.heard.length, 10);
  const stats = (await rig.ask({ kind: "stats" })) as { malformedPackets: number };
  assert.equal(stats.malformedPackets, 10);
});
