// One frame of a tap as bytes, all numbers little-endian (docs/operations/audio-tap.md):
// version 1 (u8), side (u8), zero (u16), sequence (u32), milliseconds since the start (u32), frames of this side lost so
// far (u32), then the samples (i16).
import { Buffer } from "node:buffer";
import type { TapFrame } from "./tap-side.ts";

const tapFrameHeaderLength = 16;
const version = 1;
const lostAt = 12;

export function writeTapFrame(side: 0 | 1, { sequence, atMs, samples }: TapFrame): Uint8Array {
  const bytes = Buffer.alloc(tapFrameHeaderLength + 2 * samples.length);
  bytes.writeUInt8(version, 0);
  bytes.writeUInt8(side, 1);
  bytes.writeUInt32LE(sequence, 4);
  bytes.writeUInt32LE(atMs % 2 ** 32, 8);
  for (let i = 0; i < samples.length; i++)
    bytes.writeInt16LE(samples[i] as number, tapFrameHeaderLength + 2 * i);
  return bytes;
}

/** Notes in a frame how many of its side went lost before it. */
export function markLost(frame: Uint8Array, lost: number): void {
  new DataView(frame.buffer, frame.byteOffset).setUint32(lostAt, lost, true);
}
