import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { loadOpus } from "../codecs/index.ts";
import type { AudioCodec, SdesKeys } from "../protocol/index.ts";
import { toneShare } from "./testing/goertzel.ts";
import { everyFrame, LoopbackPhone, payloadTypes } from "./testing/loopback-phone.ts";
import { WorkerRig } from "./testing/worker-rig.ts";

before(loadOpus);

const suite = "AES_CM_128_HMAC_SHA1_80";
const key = (fill: number): string => Buffer.alloc(30, fill).toString("base64");
const ours: SdesKeys = { suite, localKey: key(1), remoteKey: key(2) };
const theirs: SdesKeys = { suite, localKey: key(2), remoteKey: key(1) };
const members = [
  { legId: "plain", codec: "PCMU", hz: 400, sdes: null },
  { legId: "sealed", codec: "PCMA", hz: 600, sdes: ours },
  { legId: "wide", codec: "opus", hz: 900, sdes: null },
] as const satisfies { legId: string; codec: AudioCodec; hz: number; sdes: SdesKeys | null }[];

for (const io of ["epoll", "dgram"] as const) {
  describe(`a conference over ${io}`, { skip: io === "epoll" && process.platform !== "linux" }, () => {
    test("codecs of three kinds and SRTP in one conference: each hears the two others over real sockets", async () => {
      await using rig = await WorkerRig.start(io);
      const phones: { phone: LoopbackPhone; hz: number; codec: AudioCodec }[] = [];
      for (const { legId, codec, hz, sdes } of members) {
        const phone = rig.own(await LoopbackPhone.open(codec, hz));
        phone.call(await rig.openLeg(legId));
        if (sdes !== null) phone.protect(theirs);
        await rig.connectLeg(legId, phone.address, { codec, payloadType: payloadTypes[codec], sdes });
        phones.push({ phone, hz, codec });
      }
      const legIds = members.map(({ legId }) => legId);
      const conference = { conferenceId: "c", legIds, routes: [], digits: "suppress" } as const;
      await rig.ask({ kind: "set-conference", ...conference, legIds, routes: [] });
      await everyFrame(60, () => {
        for (const { phone, hz } of phones) phone.sendTone(hz);
      });
      for (const { phone, hz, codec } of phones) {
        await phone.hears(50);
        const sound = phone.soundHeard();
        const rate = codec === "opus" ? 16_000 : 8000;
        // A second of it, in which a busy machine may have made up a frame or two.
        const part = sound.subarray(Math.max(0, sound.length - rate * 0.8));
        for (const other of phones) {
          const share = toneShare(part, other.hz, rate);
          if (other.hz === hz) assert.ok(share < 0.01, `own tone ${share}`);
          else assert.ok(share > 0.3, `${other.hz} Hz ${share}`);
        }
      }
      await rig.event("active-speaker");
    });
  });
}
