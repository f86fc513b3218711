// Repair of a recording that a crash left behind: sizes in the header made to fit what is in the file.
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { readWavLayout } from "./wav-format.ts";
import type { WavLayout } from "./wav-format.ts";

/** Far more than any header we write; chunks before the sound must fit in it. */
const headerSearchBytes = 4096;

export type RepairedWav = { durationMs: number; bytes: number; changed: boolean };
export type RepairError = { kind: "not-a-wav" | "unreadable"; message: string };

/**
 * Makes the header of a WAV file whose `data` chunk comes last say what the file really holds, and cuts
 * an unfinished sample frame off its end. The file stays as it is when it was right. `bytes` is the size
 * of the file afterwards.
 */
export async function repairWav(path: string): Promise<Result<RepairedWav, RepairError>> {
  try {
    await using file = await open(path, "r+");
    return await repairOpenFile(file);
  } catch (error) {
    return err({ kind: "unreadable", message: String(error) });
  }
}

async function repairOpenFile(file: FileHandle): Promise<Result<RepairedWav, RepairError>> {
  const { size } = await file.stat();
  const head = new Uint8Array(Math.min(size, headerSearchBytes));
  await file.read(head, 0, head.length, 0);
  const layout = readWavLayout(head);
  if (layout === undefined || layout.bytesPerFrame === 0 || layout.sampleRateHz === 0) {
    return err({ kind: "not-a-wav", message: "no RIFF/WAVE with fmt and data chunks" });
  }
  const frames = Math.floor((size - layout.dataStart) / layout.bytesPerFrame);
  const dataLength = frames * layout.bytesPerFrame;
  const bytes = layout.dataStart + dataLength;
  const durationMs = Math.round((frames * 1000) / layout.sampleRateHz);
  const changed = size !== bytes || layout.dataLength !== dataLength;
  if (changed) await rewriteSizes(file, head, layout, frames);
  return ok({ durationMs, bytes, changed });
}

async function rewriteSizes(
  file: FileHandle,
  head: Uint8Array,
  layout: WavLayout,
  frames: number,
): Promise<void> {
  const dataLength = frames * layout.bytesPerFrame;
  await file.truncate(layout.dataStart + dataLength);
  await writeSize(file, 4, layout.dataStart - 8 + dataLength);
  await writeSize(file, layout.dataStart - 4, dataLength);
  const fact = Buffer.from(head.buffer).indexOf("fact", 12, "latin1");
  if (fact > 0 && fact < layout.dataStart - 12) await writeSize(file, fact + 8, frames);
}

async function writeSize(file: FileHandle, at: number, value: number): Promise<void> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  await file.write(bytes, 0, 4, at);
}
