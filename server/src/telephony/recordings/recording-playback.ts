// A stored recording as a WAV file of which any range can be had.
import { err, ok } from "@tandem/kernel";
import type { RecordingId, Result, TenantId } from "@tandem/kernel";
import { RecordingReader, wavBytes, wavSize } from "@tandem/media/control";
import type { RecordingFileError, RecordingSource } from "@tandem/media/control";
import type { TenantKeys, WrappedKey } from "#platform/tenant-keys";

export type StoredRecording = {
  readonly id: RecordingId;
  readonly tenantId: TenantId;
  readonly key: WrappedKey;
  /** As its record says it; null when the file has no end. */
  readonly sha256: string | null;
};

export type PlayableRecording = {
  /** Bytes of the WAV file. */
  readonly size: number;
  /** Changes with the sound (RFC 9110 §8.8.3). */
  readonly etag: string;
  /** The bytes `first` to `last`; nothing is read before somebody does. Throws where the file is damaged. */
  bytes(first: number, last: number): AsyncGenerator<Uint8Array>;
};

export type OpenSource = () => Promise<Result<RecordingSource, RecordingFileError>>;

/** Looks at a recording's header and end; its sound is read when it is asked for. */
export async function openForPlayback(
  recording: StoredRecording,
  openSource: OpenSource,
  keys: Pick<TenantKeys, "unwrap">,
): Promise<Result<PlayableRecording, RecordingFileError>> {
  const dataKey = keys.unwrap(recording.tenantId, recording.key);
  if (!dataKey.ok) return err({ kind: "key-not-usable", message: dataKey.error.message });
  const opened = await readEnds(openSource, dataKey.value);
  if (!opened.ok) return opened;
  const reader = opened.value;
  const isWhole = recording.sha256 === null || reader.trailer?.sha256 === recording.sha256;
  if (reader.header.recordingId !== recording.id || !isWhole)
    return err({ kind: "damaged", message: "the file is not the one that was stored" });
  const size = wavSize(reader);
  const bytes = (first: number, last: number) => soundOf(openSource, dataKey.value, { first, last });
  return ok({ size, etag: `"${reader.trailer?.sha256.slice(0, 32) ?? `${recording.id}-${size}`}"`, bytes });
}

/** The caller's side of a recording, as A-law samples. Throws where the file cannot be read. */
export async function* callerSound(
  recording: Pick<StoredRecording, "tenantId" | "key">,
  openSource: OpenSource,
  keys: Pick<TenantKeys, "unwrap">,
): AsyncGenerator<Uint8Array> {
  const dataKey = keys.unwrap(recording.tenantId, recording.key);
  if (!dataKey.ok) throw new Error(dataKey.error.message);
  const source = await openSource();
  if (!source.ok) throw new Error(source.error.message);
  try {
    const reader = await RecordingReader.open(source.value, () => ok(dataKey.value));
    if (!reader.ok) throw new Error(reader.error.message);
    for await (const chunk of reader.value.chunksFrom(0)) {
      if (!chunk.ok) throw new Error(chunk.error.message);
      // Left, then right, of each moment.
      yield chunk.value.filter((_, index) => index % 2 === 0);
    }
  } finally {
    await source.value.close();
  }
}

async function* soundOf(
  openSource: OpenSource,
  dataKey: Uint8Array,
  { first, last }: { first: number; last: number },
): AsyncGenerator<Uint8Array> {
  const source = await openSource();
  if (!source.ok) throw new Error(source.error.message);
  try {
    const reader = await RecordingReader.open(source.value, () => ok(dataKey));
    if (!reader.ok) throw new Error(reader.error.message);
    yield* wavBytes(reader.value, first, last);
  } finally {
    await source.value.close();
  }
}

/** The reader knows header and trailer; its source is closed. */
async function readEnds(
  openSource: OpenSource,
  dataKey: Uint8Array,
): Promise<Result<RecordingReader, RecordingFileError>> {
  const source = await openSource();
  if (!source.ok) return source;
  try {
    return await RecordingReader.open(source.value, () => ok(dataKey));
  } finally {
    await source.value.close();
  }
}
