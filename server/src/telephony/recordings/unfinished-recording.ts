// A file that a media process left when it died: how much of the call is in it.
import { ok } from "@tandem/kernel";
import { openRecordingFile, RecordingReader } from "@tandem/media/control";

const framesPerMs = 8;

/** In ms; undefined when there is no file that the key opens. */
export async function unfinishedLengthMs(path: string, dataKey: Uint8Array): Promise<number | undefined> {
  const source = await openRecordingFile(path);
  if (!source.ok) return undefined;
  try {
    const reader = await RecordingReader.open(source.value, () => ok(dataKey));
    return reader.ok ? reader.value.frames / framesPerMs : undefined;
  } finally {
    await source.value.close();
  }
}
