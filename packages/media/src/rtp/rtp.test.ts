import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { emptyRtpHeader, isRtcp, readRtpHeader, readUint32, writeRtpHeader } from "./header.ts";
import { countReceived, createReceiverStatistics, extendedHighestSequence } from "./receiver-statistics.ts";
import { jitterMs, lostOfSource, takeFractionLost, totalLost, totalReceived } from "./receiver-statistics.ts";
import { writeReport } from "./rtcp.ts";
import { breakSource, createSenderStream, nextForwarded, nextGenerated } from "./sender-stream.ts";
import type { SenderStream } from "./sender-stream.ts";
import { sequenceDelta, timestampDelta } from "./sequence.ts";

test("counters wrap in both directions", () => {
  assert.equal(sequenceDelta(1, 0xffff), 2);
  assert.equal(sequenceDelta(0xffff, 1), -2);
  assert.equal(timestampDelta(100, 0xffff_ffff), 101);
  assert.equal(timestampDelta(0xffff_ffff, 100), -101);
});

test("a header is read as it was written", () => {
  const bytes = new Uint8Array(32);
  const written = {
    marker: true,
    payloadType: 101,
    sequence: 0xfffe,
    timestamp: 0xdead_beef,
    ssrc: 0x8000_0001,
  };
  writeRtpHeader(bytes, { ...emptyRtpHeader(), ...written });
  const header = emptyRtpHeader();
  assert.ok(readRtpHeader(bytes, 32, header));
  assert.deepEqual(header, { ...written, payloadStart: 12, payloadEnd: 32 });
});

test("CSRCs, extension and padding are skipped; what does not fit is refused", () => {
  const bytes = new Uint8Array(60);
  bytes[0] = 0x80 | 0x20 | 0x10 | 2;
  bytes[23] = 3;
  bytes[59] = 4;
  const header = emptyRtpHeader();
  assert.ok(readRtpHeader(bytes, 60, header));
  assert.deepEqual([header.payloadStart, header.payloadEnd], [36, 56]);
  bytes[59] = 25;
  assert.equal(readRtpHeader(bytes, 60, header), false, "more padding than payload");
  bytes[59] = 0;
  assert.equal(readRtpHeader(bytes, 60, header), false, "padding of nothing");
  assert.equal(readRtpHeader(bytes, 11, header), false);
  assert.equal(readRtpHeader(bytes, 22, header), false);
  assert.equal(readRtpHeader(new Uint8Array(60), 60, header), false, "version 0");
});

test("random bytes never make the parsers throw or point outside", () => {
  const header = emptyRtpHeader();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      if (readRtpHeader(bytes, bytes.length, header)) {
        assert.ok(header.payloadStart <= header.payloadEnd && header.payloadEnd <= bytes.length);
      }
    }),
  );
});

const take = ({ sequence, timestamp, marker }: SenderStream) => ({ sequence, timestamp, marker });
const startAt = (): SenderStream => createSenderStream(() => 1000);

test("a forwarded source keeps its own steps: loss, reordering, pauses", () => {
  const stream = startAt();
  assert.ok(nextForwarded(stream, 7, 65_534, 5000, 0));
  assert.deepEqual(take(stream), { sequence: 1001, timestamp: 1160, marker: true });
  assert.ok(nextForwarded(stream, 7, 1, 5480, 60));
  assert.deepEqual(take(stream), { sequence: 1004, timestamp: 1640, marker: false });
  assert.ok(nextForwarded(stream, 7, 0, 5320, 61));
  assert.deepEqual(take(stream), { sequence: 1003, timestamp: 1480, marker: false });
  assert.equal(nextForwarded(stream, 7, 65_533, 4840, 62), false, "from before the switch");
});

test("switching between sources goes on by one packet and the time that has passed", () => {
  const stream = startAt();
  nextForwarded(stream, 7, 10, 5000, 0);
  nextGenerated(stream, 25);
  assert.deepEqual(take(stream), { sequence: 1002, timestamp: 1160 + 200, marker: true });
  nextGenerated(stream, 45);
  assert.deepEqual(take(stream), { sequence: 1003, timestamp: 1520, marker: false });
  nextForwarded(stream, 7, 40, 9000, 46);
  assert.deepEqual(take(stream), { sequence: 1004, timestamp: 1680, marker: true });
  breakSource(stream);
  nextGenerated(stream, 1046);
  assert.deepEqual(take(stream), { sequence: 1005, timestamp: 1680 + 8000, marker: true });
  nextGenerated(stream, 1546);
  assert.deepEqual(take(stream), { sequence: 1006, timestamp: 9680 + 4000, marker: true }, "after a stall");
});

test("a source that restarts its counters is taken as a new one", () => {
  const stream = startAt();
  nextForwarded(stream, 7, 10, 5000, 0);
  nextForwarded(stream, 7, 40_000, 77, 20);
  assert.deepEqual(take(stream), { sequence: 1002, timestamp: 1320, marker: true });
  nextForwarded(stream, 7, 40_001, 3_000_000_000, 40);
  assert.deepEqual(take(stream), { sequence: 1003, timestamp: 1480, marker: true });
});

test("a long call wraps every counter without a jump", () => {
  const stream = startAt();
  for (let i = 0, former = 0; i < 200_000; i++) {
    assert.ok(nextForwarded(stream, 7, i & 0xffff, (i * 160) >>> 0, i * 20));
    if (i > 0) assert.equal(sequenceDelta(stream.sequence, former), 1);
    former = stream.sequence;
  }
});

test("loss and jitter as RFC 3550 counts them", () => {
  const statistics = createReceiverStatistics();
  const arrive = (sequence: number, lateMs = 0): void =>
    countReceived(statistics, 9, sequence & 0xffff, (sequence * 160) >>> 0, sequence * 20 + lateMs);
  for (const sequence of [65_530, 65_531, 65_533, 65_532, 65_535, 65_537]) arrive(sequence);
  assert.equal(extendedHighestSequence(statistics), 65_537);
  assert.deepEqual([totalReceived(statistics), lostOfSource(statistics)], [6, 2]);
  assert.equal(jitterMs(statistics), 0);
  assert.equal(takeFractionLost(statistics), 64);
  assert.equal(takeFractionLost(statistics), 0);
  arrive(65_538, 16);
  assert.equal(jitterMs(statistics), 1);
  countReceived(statistics, 10, 5, 0, 0);
  assert.deepEqual([totalReceived(statistics), totalLost(statistics)], [8, 2], "over a change of SSRC");
});

test("a report says what was sent and received, and is padded to whole words", () => {
  const sender = { ...startAt(), packets: 3, payloadBytes: 480, highestTimestamp: 4000, lastSentAtMs: 100 };
  const receiver = createReceiverStatistics();
  countReceived(receiver, 0x1234, 7, 0, 0);
  const lastSenderReport = { middleNtp: 0x0a0b_0c0d, receivedAtMs: 50 };
  const bytes = new Uint8Array(200);
  const input = { sender, receiver, lastSenderReport, cname: "tandem", nowMs: 150, unixMs: 1_500 };
  const length = writeReport(bytes, input);
  assert.ok(isRtcp(bytes, length));
  assert.equal(length % 4, 0);
  assert.deepEqual([...bytes.subarray(0, 4)], [0x81, 200, 0, 12]);
  assert.equal(readUint32(bytes, 8), 2_208_988_801);
  assert.equal(readUint32(bytes, 12), 0x8000_0000);
  assert.equal(readUint32(bytes, 16), 4000 + 400);
  assert.deepEqual([readUint32(bytes, 20), readUint32(bytes, 24)], [3, 480]);
  assert.deepEqual([readUint32(bytes, 28), readUint32(bytes, 44)], [0x1234, 0x0a0b_0c0d]);
  assert.equal(readUint32(bytes, 48), 6554, "100 ms in 65536ths of a second");
  assert.equal(bytes[53], 202);
});
