import assert from "node:assert/strict";
import { test } from "node:test";
import type { SdesKeys } from "../protocol/index.ts";
import { SRTP_PROFILES } from "../srtp/index.ts";
import type { SrtpProfile } from "../srtp/index.ts";
import { bridgedPhones, leftHz, rightHz } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

function keys(suite: SdesKeys["suite"], local: number, remote: number): SdesKeys {
  const { keyLength, saltLength } = SRTP_PROFILES[suite];
  const length = keyLength + saltLength;
  const keyOf = (fill: number): string => Buffer.alloc(length, fill).toString("base64");
  return { suite, localKey: keyOf(local), remoteKey: keyOf(remote) };
}

for (const suite of Object.keys(SRTP_PROFILES) as SrtpProfile[]) {
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

test("keys that do not fit their suite are refused without being named, and what was agreed goes on", async () => {
  await using rig = await WorkerRig.start("dgram");
  const { a, b } = await bridgedPhones(rig);
  const sdes = keys("AEAD_AES_256_GCM", 1, 2);
  await rig.connectLeg("a", a.address, { sdes });
  a.protect(keys("AEAD_AES_256_GCM", 2, 1));
  const short = { ...sdes, remoteKey: keys("AEAD_AES_128_GCM", 7, 7).remoteKey };
  const agreed = { codec: "PCMA", payloadType: 8, telephoneEventPayloadType: null, webrtc: null } as const;
  const outcome = await rig.worker.send({
    kind: "connect-leg",
    legId: "a",
    remote: a.address,
    sdes: short,
    send: true,
    receive: true,
    ...agreed,
  });
  assert.ok(!outcome.ok && outcome.error.kind === "bad-command");
  assert.match(outcome.error.message, /AEAD_AES_256_GCM takes 44 bytes of key and salt, not 28 and 44/);
  assert.ok(!outcome.error.message.includes(short.remoteKey));
  await everyFrame(10, () => a.sendTone(leftHz));
  await b.hears(10);
});

test("an RTCP packet under the keys of the leg is taken, one that is not is counted", async () => {
  await using rig = await WorkerRig.start("dgram");
  const { a } = await bridgedPhones(rig);
  const suite = "AES_CM_128_HMAC_SHA1_32";
  await rig.connectLeg("a", a.address, { sdes: keys(suite, 1, 2) });
  a.sendReport();
  a.protect(keys(suite, 2, 1));
  a.sendReport();
  a.sendReport();
  await everyFrame(3, () => a.sendTone(leftHz));
  const stats = (await rig.ask({ kind: "stats" })) as { malformedReports: number; packetsReceived: number };
  assert.deepEqual([stats.packetsReceived, stats.malformedReports], [6, 1]);
});
