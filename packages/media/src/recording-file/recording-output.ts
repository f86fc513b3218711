// The file that a recording is written to: appended, part by part.
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";

/** Its methods throw when the disk does not take it. */
export type RecordingOutput = {
  append(bytes: Uint8Array): void;
  /** Takes off what an append that failed left behind. */
  cutTo(length: number): void;
  close(): void;
};

/** Creates the file, which must not exist; only its owner may read it. Throws when it cannot be made. */
export function createRecordingOutput(path: string): RecordingOutput {
  return appendTo(openSync(path, "wx", 0o600));
}

function appendTo(file: number): RecordingOutput {
  return {
    append(bytes) {
      // A disk that is almost full takes a part of what it is given.
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    },
    cutTo: (length) => ftruncateSync(file, length),
    close: () => closeSync(file),
  };
}

export type LeftOutput = {
  readonly output: RecordingOutput;
  readonly size: number;
  /** Its first bytes, up to `length`. */
  head(length: number): Buffer;
};

/** Opens a file that another process was writing. Throws when it is not there. */
export function reopenRecordingOutput(path: string): LeftOutput {
  const file = openSync(path, constants.O_RDWR | constants.O_APPEND);
  return {
    output: appendTo(file),
    size: fstatSync(file).size,
    head(length) {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
    },
  };
}
