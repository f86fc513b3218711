import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { estimateIndex, rtcpHeaderLength, rtpHeaderLength } from "./packet-index.ts";

test("the first packet is taken in round zero", () => {
  assert.equal(estimateIndex(-1, 65_535), 65_535);
});

test("a small number after a large one is the next round, a large one after a small one the round before", () => {
  assert.equal(estimateIndex(65_535, 0), 65_536);
  assert.equal(estimateIndex(65_536 + 2, 65_534), 65_534);
  assert.equal(estimateIndex(5 * 65_536 + 65_000, 3), 6 * 65_536 + 3);
  assert.ok(estimateIndex(2, 65_534) < 0, "before round zero there is none");
});

test("any true index within half a round of the highest is found from its 16 bits", () => {
  const highest = fc.integer({ min: 40_000, max: 2 ** 40 });
  const difference = fc.integer({ min: -32_767, max: 32_767 });
  fc.assert(
    fc.property(highest, difference, (top, distance) => {
      assert.equal(estimateIndex(top, (top + distance) % 65_536), top + distance);
    }),
  );
});

test("an RTP header ends behind its CSRCs and its extension", () => {
  const packet = new Uint8Array(64);
  packet[0] = 0x80;
  assert.equal(rtpHeaderLength(packet, 64), 12);
  packet[0] = 0x82;
  assert.equal(rtpHeaderLength(packet, 64), 20);
  packet[0] = 0x92;
  packet[23] = 3;
  assert.equal(rtpHeaderLength(packet, 64), 20 + 4 + 12);
  assert.equal(rtpHeaderLength(packet, 35), -1, "the extension is longer than the packet");
});

test("no version 2, or too short: no header", () => {
  const packet = new Uint8Array(64);
  assert.equal(rtpHeaderLength(packet, 64), -1);
  assert.equal(rtcpHeaderLength(packet, 64), -1);
  packet[0] = 0x80;
  assert.equal(rtpHeaderLength(packet, 11), -1);
  assert.equal(rtcpHeaderLength(packet, 7), -1);
  assert.equal(rtcpHeaderLength(packet, 8), 8);
});
