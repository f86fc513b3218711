import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { TapSocket } from "./tap-socket.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-taps-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const frameBytes = 656;

function frame(side: number, sequence: number): Uint8Array {
  const bytes = Buffer.alloc(frameBytes);
  bytes[1] = side;
  bytes.writeUInt32LE(sequence, 4);
  return bytes;
}

async function reader(path: string, tapId: string): Promise<Socket> {
  const socket = connect(path);
  await once(socket, "connect");
  socket.write(`${tapId}\n`);
  await once(socket, "readable");
  socket.read(1);
  return socket;
}

test("a reader that does not read loses whole frames, which are counted in those that follow; memory is bounded", async () => {
  const path = join(folder, "slow");
  const gone: string[] = [];
  const taps = new TapSocket(path, (tapId) => void gone.push(tapId));
  await taps.listen();
  const slow = await reader(path, "slow");
  const quick = await reader(path, "quick");
  const many = 10_000;
  const allRead = new Promise<void>((resolve) => {
    let left = many * (frameBytes + 4);
    quick.on("data", (chunk: Buffer) => (left -= chunk.length) === 0 && resolve());
  });
  for (let sequence = 0; sequence < many; sequence++) {
    taps.send("slow", frame(0, sequence));
    taps.send("quick", frame(0, sequence));
    taps.send("nobody", frame(0, sequence));
    if (sequence % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await allRead;
  const bytes: Buffer[] = [];
  slow.on("data", (chunk: Buffer) => void bytes.push(chunk));
  // From here on it reads: once what waited is gone, frames come through again.
  let next = many;
  const framesRead = () => Math.floor(bytes.reduce((sum, each) => sum + each.length, 0) / (frameBytes + 4));
  const waited = async (): Promise<number> => {
    for (;;) {
      taps.send("slow", frame(0, next++));
      await new Promise((resolve) => setImmediate(resolve));
      const all = Buffer.concat(bytes);
      const last = framesRead() - 1;
      if (last >= 0 && all.readUInt32LE(last * (frameBytes + 4) + 8) >= many) return last;
    }
  };
  assert.ok((await waited()) * frameBytes < 1_000_000, "a megabyte of 6.6 waited at most");
  taps.end("slow");
  await once(slow, "close");
  const all = Buffer.concat(bytes);
  const frames = Array.from({ length: all.length / (frameBytes + 4) }, (_, i) =>
    all.subarray(i * (frameBytes + 4) + 4),
  );
  assert.equal(all.length % (frameBytes + 4), 0, "frames are whole");
  const last = frames.at(-1);
  assert.equal(
    last?.readUInt32LE(12),
    (last?.readUInt32LE(4) ?? 0) + 1 - frames.length,
    "what is missing was counted",
  );
  quick.destroy();
  await once(quick, "close");
  while (gone.length < 2) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(gone.toSorted(), ["quick", "slow"]);
  taps.close();
});
