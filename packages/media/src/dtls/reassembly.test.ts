import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nextTimer, packFlight, startTimer } from "./flights.ts";
import { parseFragments, transcriptEntry, writeFragment } from "./handshake-message.ts";
import type { HandshakeMessage } from "./handshake-message.ts";
import { HandshakeReassembly } from "./reassembly.ts";
import { parseRecords, RecordLayer } from "./record-layer.ts";

const message = (messageSequence: number, length: number, type = 11): HandshakeMessage => ({
  type,
  messageSequence,
  epoch: 0,
  body: Uint8Array.from({ length }, (_, index) => (index * 7 + messageSequence) & 0xff),
});

function addAll(reassembly: HandshakeReassembly, record: Uint8Array): void {
  for (const fragment of parseFragments(record)!) reassembly.add(fragment, 0);
}

test("fragments in any order, overlapping and repeated, give the message once all bytes are there", () => {
  const pieces = fc.array(fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 60 })), { maxLength: 30 });
  fc.assert(
    fc.property(pieces, (cuts) => {
      const whole = message(0, 100);
      const reassembly = new HandshakeReassembly();
      const isSeen = Array.from({ length: 100 }, () => false);
      for (const [offset, length] of cuts) {
        addAll(reassembly, writeFragment(whole, offset, length));
        isSeen.fill(true, offset, offset + length);
        const taken = reassembly.take();
        if (!isSeen.every(Boolean)) assert.equal(taken, undefined);
        else return assert.deepEqual([...taken!.body], [...whole.body]);
      }
      return undefined;
    }),
  );
});

test("messages come out in order, each once", () => {
  const reassembly = new HandshakeReassembly();
  const [zero, one] = [message(0, 10), message(1, 0, 14)];
  addAll(reassembly, transcriptEntry(one));
  assert.equal(reassembly.take(), undefined);
  addAll(reassembly, Buffer.concat([transcriptEntry(zero), transcriptEntry(zero)]));
  assert.equal(reassembly.take()?.messageSequence, 0);
  assert.equal(reassembly.take()?.type, 14);
  addAll(reassembly, transcriptEntry(zero));
  assert.equal(reassembly.take(), undefined);
  assert.equal(reassembly.nextSequence, 2);
});

test("a contradicting fragment, one too far ahead and one too long are dropped", () => {
  const reassembly = new HandshakeReassembly();
  addAll(reassembly, writeFragment(message(0, 10), 0, 5));
  addAll(reassembly, writeFragment(message(0, 10, 12), 5, 5));
  addAll(reassembly, writeFragment(message(0, 11), 5, 6));
  for (const fragment of parseFragments(writeFragment(message(0, 10), 5, 5))!) reassembly.add(fragment, 1);
  assert.equal(reassembly.take(), undefined);
  addAll(reassembly, writeFragment(message(0, 10), 5, 5));
  assert.equal(reassembly.take()?.type, 11);
  addAll(reassembly, transcriptEntry(message(1, 16_385)));
  assert.equal(reassembly.take(), undefined);
  addAll(reassembly, transcriptEntry(message(8, 1)));
  for (let sequence = 1; sequence < 8; sequence += 1)
    addAll(reassembly, transcriptEntry(message(sequence, 1)));
  const taken = Array.from({ length: 8 }, () => reassembly.take()?.messageSequence);
  assert.deepEqual(taken, [1, 2, 3, 4, 5, 6, 7, undefined]);
});

test("a fragment that claims bytes behind its message is malformed; random records never throw", () => {
  const record = Uint8Array.from(writeFragment(message(0, 10), 5, 5));
  record[8] = 6;
  assert.equal(parseFragments(record), undefined);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const reassembly = new HandshakeReassembly();
      for (const fragment of parseFragments(noise) ?? []) reassembly.add(fragment, 0);
      reassembly.take();
    }),
  );
});

test("a flight is packed into datagrams of at most 1200 bytes that reassemble to its messages", () => {
  const messages = [message(0, 80, 2), message(1, 3000, 11), message(2, 100, 12), message(3, 0, 14)];
  const layer = new RecordLayer();
  const flight = messages.map((each) => ({ kind: "handshake", message: each }) as const);
  const datagrams = packFlight(flight, (...record) => layer.write(...record));
  assert.ok(datagrams.every(({ length }) => length <= 1200));
  assert.ok(datagrams.length <= 4);
  const reassembly = new HandshakeReassembly();
  for (const datagram of datagrams)
    for (const record of parseRecords(datagram)) addAll(reassembly, record.body);
  for (const { type, body } of messages) {
    const taken = reassembly.take();
    assert.equal(taken?.type, type);
    assert.deepEqual([...taken.body], [...body]);
  }
});

test("the timer doubles up to two seconds and ends after twelve repetitions", () => {
  const intervals: number[] = [];
  for (let timer = nextTimer(startTimer(0), 0); timer !== undefined; timer = nextTimer(timer, timer.dueMs))
    intervals.push(timer.intervalMs);
  assert.deepEqual(intervals, [200, 400, 800, 1600, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000]);
});

test("a byte of each of seven messages claims 24 KiB in all; what is whole makes room again", () => {
  const reassembly = new HandshakeReassembly();
  const long = Array.from({ length: 7 }, (_, sequence) => message(sequence, 8_192));
  for (const each of long) addAll(reassembly, writeFragment(each, 0, 1));
  for (const each of long) addAll(reassembly, writeFragment(each, 1, 8_191));
  const taken = Array.from({ length: 7 }, () => reassembly.take()?.messageSequence);
  assert.deepEqual(taken, [0, 1, 2, undefined, undefined, undefined, undefined]);
  addAll(reassembly, transcriptEntry(long[3]!));
  assert.equal(reassembly.take()?.messageSequence, 3);
});
