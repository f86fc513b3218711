// What tests seal and open recordings with.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { ok } from "@tandem/kernel";
import { openRecordingFile, readAsWav, RecordingReader } from "../../recording-file/index.ts";
import type { RecordingTrailer } from "../../recording-file/index.ts";

const dataKey = randomBytes(32);
const findDataKey = () => ok(dataKey);

/** What `start-recording` needs besides legs, ids and path. */
export const recordingTerms = {
  startedAt: 1_700_000_000_000,
  leftParty: "left",
  rightParty: "right",
  seal: {
    dataKey: dataKey.toString("base64"),
    wrappedKey: randomBytes(40).toString("base64"),
    keyId: "key",
  },
};

/** The WAV file that a recording sealed with these terms is, and what its trailer says. */
export async function openTestRecording(
  path: string,
): Promise<{ wav: Buffer; trailer: RecordingTrailer | undefined; bytes: number }> {
  const wav = await readAsWav(path, findDataKey);
  if (!wav.ok) throw new Error(wav.error.message);
  const source = await openRecordingFile(path);
  if (!source.ok) throw new Error(source.error.message);
  const reader = await RecordingReader.open(source.value, findDataKey);
  await source.value.close();
  if (!reader.ok) throw new Error(reader.error.message);
  return { wav: wav.value, trailer: reader.value.trailer, bytes: readFileSync(path).length };
}
