// Every profile against libsrtp, byte for byte: the SRTP of nearly every phone and browser.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { SrtpContext } from "./srtp-context.ts";
import { SRTP_PROFILES } from "./srtp-keys.ts";
import type { SrtpProfile } from "./srtp-keys.ts";
import { LibsrtpPeer } from "./testing/libsrtp-peer.ts";
import type { LibsrtpRequest } from "./testing/libsrtp-peer.ts";

const peer = new LibsrtpPeer();
after(() => peer[Symbol.dispose]());

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const room = 64;

/** Indices of RTP packets over three wraps: long steps, and every number around each wrap. */
function indicesOverWraps(): number[] {
  const indices: number[] = [];
  for (let index = 60_000; index < 3 * 65_536 + 100;) {
    indices.push(index);
    const toWrap = 65_536 - (index % 65_536);
    index += toWrap > 65_536 - 60 || toWrap <= 60 ? 1 : Math.min(9_000, toWrap - 60);
  }
  return indices;
}

/** Loses one in seven, and around the wraps swaps within eight: they are crossed forwards and back. */
function lossyOrder(indices: readonly number[]): number[] {
  const isNearWrap = (index: number): boolean => (index + 50) % 65_536 < 100;
  return indices
    .filter((_, position) => position % 7 !== 3)
    .map((index) => ({ index, place: isNearWrap(index) ? index ^ 5 : index }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ index }) => index);
}

/** A packet whose header has CSRCs and an extension now and then, and whose payload is now and then empty. */
function rtpPacket(index: number, ssrc = 0xfedcba98): Uint8Array {
  const csrcs = index % 3;
  const extended = index % 5 === 0;
  const payload = Buffer.alloc((index * 7) % 171, index & 0xff);
  const header = Buffer.alloc(12 + 4 * csrcs + (extended ? 12 : 0), 0x11);
  header[0] = 0x80 | csrcs | (extended ? 0x10 : 0);
  header[1] = 8;
  header.writeUInt16BE(index % 65_536, 2);
  header.writeUInt32BE(index * 160, 4);
  header.writeUInt32BE(ssrc, 8);
  if (extended) header.writeUInt32BE(0xbede_0002, 12 + 4 * csrcs);
  return Buffer.concat([header, payload]);
}

/** A receiver report with so many blocks. */
function rtcpPacket(blocks: number, ssrc = 0xfedcba98): Uint8Array {
  const packet = Buffer.alloc(8 + 24 * blocks, blocks + 1);
  packet[0] = 0x80 | blocks;
  packet[1] = 201;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

type Work = (packet: Uint8Array, length: number) => number;

/** Does it in an array with room behind, and gives the result in hexadecimal; a refusal as its number. */
function worked(work: Work, packet: Uint8Array): string {
  const bytes = Buffer.concat([packet, Buffer.alloc(room)]);
  const length = work(bytes, packet.length);
  return length < 0 ? `refused ${length}` : hex(bytes.subarray(0, length));
}

for (const profile of Object.keys(SRTP_PROFILES) as SrtpProfile[]) {
  const { keyLength, saltLength } = SRTP_PROFILES[profile];
  const key = Uint8Array.from({ length: keyLength }, (_, index) => 17 * index + 3);
  const salt = Uint8Array.from({ length: saltLength }, (_, index) => 200 - 9 * index);
  const open = (): SrtpContext => new SrtpContext({ profile, key, salt });
  const ask = (requests: readonly LibsrtpRequest[]) => peer.ask(profile, { key, salt }, requests);

  describe(profile, () => {
    test("what we protect is what libsrtp protects, over three wraps of the sequence number", () => {
      const sender = open();
      const packets = indicesOverWraps().map((index) => rtpPacket(index));
      const theirs = ask(packets.map((packet) => ({ act: "p", packet })));
      const ours = packets.map((packet) => worked((...of) => sender.protectRtp(...of), packet));
      assert.ok(ours.length > 300);
      assert.deepEqual(ours, theirs);
    });

    test("each takes what the other sent, with loss and reordering around the wraps", () => {
      const receiver = open();
      const indices = indicesOverWraps();
      const plain = new Map(indices.map((index) => [index, rtpPacket(index)]));
      const theirs = ask(indices.map((index) => ({ act: "p", packet: plain.get(index)! })));
      const sealed = new Map(
        indices.map((index, position) => [index, Buffer.from(theirs[position]!, "hex")]),
      );
      const order = lossyOrder(indices);
      for (const index of order)
        assert.equal(
          worked((...of) => receiver.unprotectRtp(...of), sealed.get(index)!),
          hex(plain.get(index)!),
          `packet ${index}`,
        );
      const taken = ask(order.map((index) => ({ act: "u", packet: sealed.get(index)! })));
      assert.deepEqual(
        taken,
        order.map((index) => hex(plain.get(index)!)),
      );
    });

    test("RTCP: the same bytes both ways, index after index", () => {
      const [sender, receiver] = [open(), open()];
      const packets = Array.from({ length: 40 }, (_, index) => rtcpPacket(index % 32));
      const theirs = ask(packets.map((packet) => ({ act: "P", packet })));
      const ours = packets.map((packet) => worked((...of) => sender.protectRtcp(...of), packet));
      assert.deepEqual(ours, theirs);
      const opened = theirs.map((text) =>
        worked((...of) => receiver.unprotectRtcp(...of), Buffer.from(text, "hex")),
      );
      assert.deepEqual(opened, packets.map(hex));
      const taken = ask(ours.map((text) => ({ act: "U", packet: Buffer.from(text, "hex") })));
      assert.deepEqual(taken, packets.map(hex));
    });

    test("libsrtp refuses what we refuse: a replay, and a flipped bit", () => {
      const [sender, receiver] = [open(), open()];
      const sealed = Buffer.from(
        worked((...of) => sender.protectRtp(...of), rtpPacket(500)),
        "hex",
      );
      const forged = Buffer.from(sealed);
      forged[forged.length - 1]! ^= 1;
      const [first, second, third] = ask([forged, sealed, sealed].map((packet) => ({ act: "u", packet })));
      assert.deepEqual([first, second, third], ["error 7", hex(rtpPacket(500)), "error 9"]);
      const opened = [forged, sealed, sealed].map((packet) =>
        worked((...of) => receiver.unprotectRtp(...of), packet),
      );
      assert.deepEqual(opened, ["refused -1", hex(rtpPacket(500)), "refused -2"]);
    });

    test("libsrtp goes on with a sender that was restored in another process", () => {
      const before = open();
      const indices = indicesOverWraps();
      const sealed = indices.map((index) => worked((...of) => before.protectRtp(...of), rtpPacket(index)));
      const next = open();
      next.restore(JSON.parse(JSON.stringify(before.snapshot())), 50);
      const last = indices.at(-1)!;
      assert.equal(
        worked((...of) => next.protectRtp(...of), rtpPacket(last + 50)),
        "refused -2",
      );
      const following = rtpPacket(last + 51);
      sealed.push(worked((...of) => next.protectRtp(...of), following));
      const taken = ask(sealed.map((text) => ({ act: "u", packet: Buffer.from(text, "hex") })));
      assert.equal(taken.at(-1), hex(following));
    });
  });
}
