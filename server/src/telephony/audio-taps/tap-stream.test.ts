import assert from "node:assert/strict";
import { test } from "node:test";
import { TapStream } from "./tap-stream.ts";

function frame(side: number, sequence: number, lost = 0): Buffer {
  const bytes = Buffer.alloc(4 + 16 + 640);
  bytes.writeUInt32LE(656, 0);
  bytes.writeUInt8(side, 5);
  bytes.writeUInt32LE(sequence, 8);
  bytes.writeUInt32LE(lost, 16);
  return bytes;
}

function parts() {
  const calls: string[] = [];
  const sent: { bytes: Buffer; done: () => void }[] = [];
  const source = {
    pause: () => void calls.push("pause"),
    resume: () => void calls.push("resume"),
    destroy: () => void calls.push("destroy"),
  };
  const sink = {
    bufferedAmount: 0,
    send(data: Uint8Array, done: () => void) {
      this.bufferedAmount += data.length;
      sent.push({ bytes: Buffer.from(data), done });
    },
  };
  return { calls, sent, sink, stream: new TapStream(source, sink) };
}

test("frames come out whole, however the stream is cut", () => {
  const { stream, sent } = parts();
  const bytes = Buffer.concat([frame(0, 0), frame(1, 0, 3), frame(0, 1)]);
  for (let at = 0; at < bytes.length; at += 77) stream.read(bytes.subarray(at, at + 77));
  assert.deepEqual(
    sent.map(({ bytes: each }) => [each.length, each[1], each.readUInt32LE(4)]),
    [
      [656, 0, 0],
      [656, 1, 0],
      [656, 0, 1],
    ],
  );
  assert.deepEqual([stream.frames, stream.lost], [3, 3]);
});

test("a client that takes nothing stops the stream until it does", () => {
  const { stream, sink, sent, calls } = parts();
  for (let i = 0; i < 200; i++) stream.read(frame(0, i));
  assert.deepEqual(calls, ["pause"]);
  sent[0]?.done();
  assert.deepEqual(calls, ["pause"], "too much waits still");
  sink.bufferedAmount = 0;
  sent[1]?.done();
  assert.deepEqual(calls, ["pause", "resume"]);
});

test("a broken stream is left", () => {
  const { stream, calls } = parts();
  stream.read(Buffer.alloc(8, 0xff));
  assert.deepEqual(calls, ["destroy"]);
});
