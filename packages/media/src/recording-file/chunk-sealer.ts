// What seals the chunks of one recording and counts its checksum; by node:crypto where nothing faster is there.
import { createHash } from "node:crypto";
import { sealedChunkBytes } from "./layout.ts";
import { RecordingCipher } from "./recording-cipher.ts";

export type ChunkSealer = {
  /** Ciphertext and tag, to be used before the next call to any sealer of the thread. */
  seal(index: number, sound: Uint8Array): Uint8Array;
  /** Takes the next bytes of the file into its SHA-256. */
  hash(bytes: Uint8Array): void;
  /** The SHA-256, hexadecimal; once. */
  digest(): string;
  /** To be called once, when nothing is sealed any more. */
  close(): void;
};

/** `dataKey` has 32 bytes and is not needed after the call. */
export type CreateSealer = (dataKey: Uint8Array, recordingId: string) => ChunkSealer;

/** Shared by all recordings of a thread: it is filled and written in one go. */
const scratch = Buffer.alloc(sealedChunkBytes);

export const createSealer: CreateSealer = (dataKey, recordingId) => {
  const cipher = new RecordingCipher(dataKey, recordingId);
  const hash = createHash("sha256");
  return {
    seal: (index, sound) => scratch.subarray(0, cipher.sealInto(scratch, "chunk", index, sound)),
    hash: (bytes) => void hash.update(bytes),
    digest: () => hash.digest("hex"),
    close() {},
  };
};
