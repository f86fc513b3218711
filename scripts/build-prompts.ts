// Makes the sound files of prompts/ (8 kHz mono A-law WAV) from prompts/texts.json: npm run prompts. Needs espeak-ng and sox.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { levelDbfs, peak, tone } from "../tests/support/tone.ts";
import { writeWav } from "../tests/support/wav.ts";
import { holdMusic } from "./prompts/hold-music.ts";
import { levelled, musicLevelDbfs, speechLevelDbfs } from "./prompts/loudness.ts";
import {
  beepFile,
  musicFile,
  promptFile,
  promptsDir,
  readPromptTexts,
  ringTestFile,
  silenceFile,
} from "./prompts/prompt-texts.ts";
import { joined, speak } from "./prompts/speech.ts";

const sampleRateHz = 8000;
const texts = readPromptTexts();

for (const [language, voice] of Object.entries(texts.languages)) {
  mkdirSync(path.join(promptsDir, language), { recursive: true });
  for (const [name, spoken] of Object.entries(texts.prompts)) {
    write(
      promptFile(language, name),
      levelled(speak(textIn(spoken, language, name), voiceOf(spoken) ?? voice), speechLevelDbfs),
    );
  }
}
const greetings = Object.entries(texts.languages).map(([language, voice]) =>
  speak(textIn(texts.ringTest, language, "ringTest"), voice),
);
write(ringTestFile, levelled(joined(greetings, 800), speechLevelDbfs));
write(musicFile, levelled(holdMusic(), musicLevelDbfs));
write(silenceFile, new Int16Array(sampleRateHz));
write(beepFile, tone({ frequencyHz: 1000, durationMs: 400, amplitude: 0.2 }));

/** A sentence for callers of another language is spoken in theirs, wherever it is played. */
function voiceOf(spoken: Readonly<Record<string, string>>) {
  return texts.languages[spoken["spokenIn"] ?? ""];
}

function textIn(spoken: Readonly<Record<string, string>>, language: string, name: string): string {
  const text = spoken[language];
  if (text === undefined) throw new Error(`prompts/texts.json has no ${language} for ${name}`);
  return text;
}

function write(file: string, samples: Int16Array): void {
  writeWav(file, { sampleRateHz, channels: [samples] }, "alaw");
  const seconds = (samples.length / sampleRateHz).toFixed(1);
  const shown = path.relative(promptsDir, file);
  console.log(`${shown}: ${seconds} s, ${levelDbfs(samples).toFixed(1)} dBFS RMS, peak ${peak(samples)}`);
}
