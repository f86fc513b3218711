// The spoken texts: what prompts/texts.json holds, and the files that are made of it.
import { readFileSync } from "node:fs";
import path from "node:path";

export const promptsDir = path.join(import.meta.dirname, "../../prompts");

export type Voice = {
  /** espeak-ng voice with variant; `cmn-latn-pinyin` reads Chinese characters, the plain `cmn` spells them. */
  readonly voice: string;
  readonly wordsPerMinute: number;
};

export type PromptTexts = {
  readonly languages: Readonly<Record<string, Voice>>;
  /** Prompt name → language → text. */
  readonly prompts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the test call says: all languages, one after the other, in one file. */
  readonly ringTest: Readonly<Record<string, string>>;
};

export function readPromptTexts(): PromptTexts {
  return JSON.parse(readFileSync(path.join(promptsDir, "texts.json"), "utf8")) as PromptTexts;
}

/** The file of one prompt in one language. */
export function promptFile(language: string, name: string): string {
  return path.join(promptsDir, language, `${name}.wav`);
}

export const musicFile: string = path.join(promptsDir, "music-on-hold.wav");
/** After it, what a caller says is recorded. */
export const beepFile: string = path.join(promptsDir, "record-beep.wav");
/** A second of nothing, repeated to callers who speak a message. */
export const silenceFile: string = path.join(promptsDir, "silence.wav");
export const ringTestFile: string = path.join(promptsDir, "ring-test.wav");
