// Where a recording's bytes come from, by place and length; a file here, an object store elsewhere.
import { open } from "node:fs/promises";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { RecordingFileError } from "./recording-file-error.ts";

export type RecordingSource = {
  readonly size: number;
  /** Answers fewer bytes where the end comes first. Rejects when they cannot be had. */
  read(start: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
};

/** A file as it is now: what is appended later is not seen. */
export async function openRecordingFile(path: string): Promise<Result<RecordingSource, RecordingFileError>> {
  try {
    const file = await open(path, "r");
    const { size } = await file.stat();
    return ok({
      size,
      async read(start, length) {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      },
      close: () => file.close(),
    });
  } catch (error) {
    return err({ kind: "unreadable", message: (error as Error).message });
  }
}
