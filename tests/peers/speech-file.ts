// The sound file a phone under test speaks from: one voice again and again, longer than any test.
import { channel, readWav, writeWav } from "../support/wav.ts";

/** baresip ends a call, and linphone falls silent, when the sound file ends. */
const speechSeconds = 300;

/** Writes `file` with the sound of `voice` (a WAV file of that rate) repeated; silence without one. */
export function writeSpeech(file: string, sampleRateHz: number, voice: string | undefined): void {
  const speech = new Int16Array(speechSeconds * sampleRateHz);
  const once = voice === undefined ? speech : channel(readWav(voice));
  if (once.length === 0) throw new Error(`${voice} holds no sound`);
  for (let at = 0; at < speech.length; at += once.length)
    speech.set(once.subarray(0, speech.length - at), at);
  writeWav(file, { sampleRateHz, channels: [speech] });
}
