// Two phones on the two legs of a bridge, and what their sound must be like, for tests.
import assert from "node:assert/strict";
import type { AudioCodec } from "../../protocol/index.ts";
import { sequenceDelta, timestampDelta } from "../../rtp/index.ts";
import { LoopbackPhone } from "./loopback-phone.ts";
import type { HeardPacket } from "./loopback-phone.ts";
import type { WorkerRig } from "./worker-rig.ts";

export const leftHz = 440;
export const rightHz = 1000;

/** Phones `a` and `b` on bridged legs of the same names; closed with the rig. */
export async function bridgedPhones(
  rig: WorkerRig,
  codecA: AudioCodec = "PCMA",
  codecB: AudioCodec = "PCMA",
) {
  const a = rig.own(await LoopbackPhone.open(codecA, 0xa0a0a0a0));
  const b = rig.own(await LoopbackPhone.open(codecB, 0x0b0b0b0b));
  const legA = await rig.openLeg("a");
  a.call(legA);
  b.call(await rig.openLeg("b"));
  await rig.connectLeg("a", a.address, { codec: codecA, payloadType: a.header.payloadType });
  await rig.connectLeg("b", b.address, { codec: codecB, payloadType: b.header.payloadType });
  await rig.ask({ kind: "bridge", legA: "a", legB: "b" });
  return { a, b, legA };
}

/** Sequence numbers and timestamps must go on by one packet each. */
export function assertNoJump(
  packets: readonly HeardPacket[],
  largestStepSamples = 160,
  frameUnits = 160,
): void {
  packets.slice(1).forEach((packet, i) => {
    const former = packets[i] as HeardPacket;
    assert.equal(packet.ssrc, former.ssrc);
    assert.equal(sequenceDelta(packet.sequence, former.sequence), 1);
    const step = timestampDelta(packet.timestamp, former.timestamp);
    assert.ok(
      step >= frameUnits && step <= Math.max(frameUnits, largestStepSamples),
      `timestamp step ${step}`,
    );
  });
}
