import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createFarReports, readReports } from "./rtcp-reader.ts";
import type { FarReports } from "./rtcp-reader.ts";
import { middleNtpOf, writeGoodbye, writeReport } from "./rtcp.ts";
import { countReceived, createReceiverStatistics } from "./receiver-statistics.ts";
import { createSenderStream } from "./sender-stream.ts";

const ownSsrc = 0x1234;
const unixMs = 1_700_000_000_250;
const reading = { ownSsrc, nowMs: 777, middleNtp: middleNtpOf(unixMs) };

/** 32-bit words as bytes. */
function wordsOf(...words: number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => bytes.writeUInt32BE(word >>> 0, 4 * index));
  return bytes;
}

function read(bytes: Uint8Array, into: FarReports = createFarReports()) {
  return { ok: readReports(bytes, bytes.length, reading, into), into };
}

const before = (ms: number) => middleNtpOf(unixMs - ms);
const block = (ssrc: number, lost256: number, jitter: number, lsr: number, delayMs: number) => [
  ssrc,
  (lost256 << 24) | 5,
  900,
  jitter,
  lsr,
  Math.round(delayMs * 65.536),
];

test("what we write is read at the other end: sender report, block, round trip, goodbye", () => {
  const sender = { ...createSenderStream(() => 9), packets: 3, lastSentAtMs: 100 };
  const receiver = createReceiverStatistics();
  for (const number of [1, 2, 4]) countReceived(receiver, ownSsrc, number, number * 160, number * 20);
  const bytes = new Uint8Array(200);
  const lastSenderReport = { middleNtp: before(350), receivedAtMs: 0 };
  const input = { sender, receiver, lastSenderReport, cname: "tandem", nowMs: 300, unixMs: unixMs - 20 };
  const length = writeGoodbye(bytes, writeReport(bytes, input), sender.ssrc);
  const { ok, into } = read(bytes.subarray(0, length));
  assert.ok(ok);
  assert.equal(into.lastSenderReport.middleNtp, before(20));
  assert.equal(into.lastSenderReport.receivedAtMs, 777);
  assert.equal(into.lossShare, 64 / 256);
  assert.ok(Math.abs(into.roundTripMs - 50) < 0.1, `${into.roundTripMs}`);
  assert.deepEqual([into.blockAtMs, into.goodbyeAtMs], [777, 777]);
});

test("blocks about other streams, and reports of streams we never sent one for, say nothing", () => {
  const other = read(wordsOf(0x81c9_0007, 5, ...block(99, 128, 80, before(100), 50)));
  assert.ok(other.ok);
  assert.equal(other.into.blockAtMs, -1);
  const early = read(wordsOf(0x81c9_0007, 5, ...block(ownSsrc, 0, 80, 0, 0)));
  assert.deepEqual([early.into.roundTripMs, early.into.jitter], [-1, 80]);
  const absurd = read(wordsOf(0x81c9_0007, 5, ...block(ownSsrc, 0, 80, before(500_000), 0)));
  assert.equal(absurd.into.roundTripMs, -1);
  const coarse = read(wordsOf(0x81c9_0007, 5, ...block(ownSsrc, 0, 80, before(10), 11)));
  assert.equal(coarse.into.roundTripMs, 0, "never negative");
});

test("VoIP metrics of RFC 3611 are read behind a receiver report", () => {
  const metrics = [0x0700_0008, ownSsrc, 0x0a14_0000, 0, (30 << 16) | 145, 0, 0, 0, 0];
  const { ok, into } = read(wordsOf(0x80c9_0001, 5, 0x80cf_000a, 5, ...metrics));
  assert.ok(ok);
  assert.deepEqual([into.metricsAtMs, into.discardShare, into.endSystemDelayMs], [777, 20 / 256, 145]);
});

test("what is cut, padded in the middle, of another version or promises too much is refused whole", () => {
  const good = [0x81c8_000c, 5, 1, 2, 3, 4, 5, ...block(ownSsrc, 10, 8, 0, 0)];
  assert.ok(read(wordsOf(...good)).ok);
  const bad = [
    wordsOf(...good).subarray(0, 50),
    wordsOf(...good.slice(0, 12)),
    wordsOf(0x41c8_000c, ...good.slice(1)),
    wordsOf(0x82c8_000c, ...good.slice(1)),
    wordsOf(0xa1c8_000c, ...good.slice(1), 0x80c9_0001, 5),
    wordsOf(0x83cb_0001, 5),
    wordsOf(0x80c9_0001, 5, 0x80cf_0002, 5, 0x0700_0008),
    wordsOf(0x80c9_0001, 5, 0x80cf_0003, 5, 0x0700_0001, ownSsrc),
    new Uint8Array(0),
  ];
  for (const bytes of bad) {
    const { ok, into } = read(bytes);
    assert.equal(ok, false);
    assert.deepEqual(into, createFarReports(), "nothing is taken");
  }
});

test("random bytes, and good ones with one byte changed, never make it throw or yield nonsense", () => {
  const into = createFarReports();
  const good = wordsOf(0x81c8_000c, 5, 1, 2, 3, 4, 5, ...block(ownSsrc, 10, 8, 1, 1), 0x80cf_0001, 5);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => void read(bytes, into)),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const changed = Uint8Array.from(good);
      changed[at] = value;
      read(changed, into);
      for (const figure of [into.lossShare, into.jitter, into.roundTripMs, into.discardShare])
        assert.ok(Number.isFinite(figure));
    }),
  );
});
