// How a recording's file is laid out (docs/adr/0017-recording-files.md): a header, chunks of half a second, a trailer.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { RecordingFileError } from "./recording-file-error.ts";

export const sampleRateHz = 8000;
export const channels = 2;
/** Half a second: with the time that packets may be late, a killed process loses less than a second. */
export const chunkFrames = 4000;
export const chunkBytes = chunkFrames * channels;
/** AES-GCM's tag (NIST SP 800-38D §5.2.1.2). */
export const tagBytes = 16;
export const sealedChunkBytes = chunkBytes + tagBytes;

const magic = "TANDEMRC";
const version = 1;
/** Two channels of G.711 A-law, a byte for each, left first. */
const stereoALaw = 1;
const fixedBytes = 32;
/** Ids and the wrapped key have a byte for their length. */
const longestField = 255;
export const longestHeader = fixedBytes + 3 * (1 + longestField) + tagBytes;

export type RecordingHeader = {
  readonly recordingId: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Which of the tenant's keys wraps the data key. */
  readonly keyId: string;
  /** AES key wrap (RFC 3394) of the data key, as it was when the recording began. */
  readonly wrappedKey: Buffer;
};

/** All of the header that its seal speaks for. */
export function writeHeader(header: RecordingHeader): Buffer {
  const fields = [Buffer.from(header.recordingId), Buffer.from(header.keyId), header.wrappedKey];
  const length = fixedBytes + fields.reduce((sum, field) => sum + 1 + field.length, 0);
  const bytes = Buffer.alloc(length);
  bytes.write(magic, 0, "latin1");
  bytes.writeUInt16LE(version, 8);
  bytes.writeUInt16LE(length + tagBytes, 10);
  bytes.writeUInt8(stereoALaw, 12);
  bytes.writeUInt8(channels, 13);
  bytes.writeUInt32LE(chunkFrames, 16);
  bytes.writeUInt32LE(sampleRateHz, 20);
  bytes.writeDoubleLE(header.startedAt, 24);
  let at = fixedBytes;
  for (const field of fields) {
    if (field.length > longestField) throw new RangeError("a field of a recording's header is too long");
    bytes.writeUInt8(field.length, at);
    at += 1 + field.copy(bytes, at + 1);
  }
  return bytes;
}

export type ReadHeader = { readonly header: RecordingHeader; readonly sealed: Buffer; readonly seal: Buffer };

/** Reads the header from the first bytes of a file. What it says is to be believed when the seal has been opened. */
export function readHeader(bytes: Buffer): Result<ReadHeader, RecordingFileError> {
  if (bytes.length < fixedBytes || bytes.toString("latin1", 0, 8) !== magic) return notOurs("no recording");
  if (bytes.readUInt16LE(8) !== version) return notOurs(`recording of version ${bytes.readUInt16LE(8)}`);
  const length = bytes.readUInt16LE(10);
  const isKnown =
    bytes.readUInt8(12) === stereoALaw &&
    bytes.readUInt8(13) === channels &&
    bytes.readUInt32LE(16) === chunkFrames &&
    bytes.readUInt32LE(20) === sampleRateHz;
  if (!isKnown) return notOurs("its sound is of a form that this version does not know");
  const end = length - tagBytes;
  if (length > bytes.length || end < fixedBytes) return notOurs("its header is cut");
  const fields = readFields(bytes.subarray(fixedBytes, end));
  if (fields === undefined) return notOurs("its header is damaged");
  const [recordingId, keyId, wrappedKey] = fields;
  const header = {
    recordingId: recordingId.toString(),
    startedAt: bytes.readDoubleLE(24),
    keyId: keyId.toString(),
    wrappedKey,
  };
  return ok({ header, sealed: bytes.subarray(0, end), seal: bytes.subarray(end, length) });
}

function readFields(bytes: Buffer): [Buffer, Buffer, Buffer] | undefined {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + bytes.readUInt8(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 1, end));
    at = end;
  }
  const [first, second, third, ...more] = fields;
  return first && second && third && more.length === 0 ? [first, second, third] : undefined;
}

function notOurs(message: string): Result<never, RecordingFileError> {
  return err({ kind: "not-a-recording", message });
}

const footerMagic = "RCEN";
/** After the sealed trailer: its length, who wrote it, and a mark by which a whole file is known. */
export const footerBytes = 12;
/** A repair seals under nonces of its own: a trailer that was torn off must not share one with it. */
export type TrailerWriter = "trailer" | "repair";
const writers: readonly TrailerWriter[] = ["trailer", "repair"];
/** Markers of a hundred bytes: far more than a call can have. */
const longestTrailer = 1024 * 1024;

export function writeFooter(sealedLength: number, writer: TrailerWriter): Buffer {
  const bytes = Buffer.alloc(footerBytes);
  bytes.writeUInt32LE(sealedLength, 0);
  bytes.writeUInt8(writers.indexOf(writer), 4);
  bytes.write(footerMagic, 8, "latin1");
  return bytes;
}

/** Undefined when the file was not finished. */
export function readFooter(bytes: Buffer): { sealedLength: number; writer: TrailerWriter } | undefined {
  if (bytes.length !== footerBytes || bytes.toString("latin1", 8) !== footerMagic) return undefined;
  const sealedLength = bytes.readUInt32LE(0);
  const writer = writers[bytes.readUInt8(4)];
  if (writer === undefined || sealedLength < tagBytes || sealedLength > longestTrailer) return undefined;
  return { sealedLength, writer };
}

/** Bytes that the chunks of so many frames take in the file. */
export function soundLength(frames: number): number {
  const rest = frames % chunkFrames;
  const whole = (frames - rest) / chunkFrames;
  return whole * sealedChunkBytes + (rest === 0 ? 0 : rest * channels + tagBytes);
}
