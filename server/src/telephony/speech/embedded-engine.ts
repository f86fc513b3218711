// The engine that comes with the system: eSpeak NG, as a program of its own for each text.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { err, ok } from "@tandem/kernel";
import type { EngineError, SpeechEngine } from "./speech-engine.ts";

const program = fileURLToPath(new URL("./espeak-program.ts", import.meta.url));
const voices = { "zh-CN": "cmn+f3", en: "en-us+f3" } as const;
/** Of its own accord it is too fast for the telephone. */
const wordsPerMinute = 150;
const longestMs = 20_000;
/** Two minutes of speech and more. */
const mostBytes = 8 * 1024 * 1024;

/** The voice of each language. */
export function embeddedVoice(language: "zh-CN" | "en"): string {
  return voices[language];
}

export const embeddedEngine: SpeechEngine = ({ text, language, settings }) =>
  new Promise((resolve) => {
    const pace = String(Math.round(wordsPerMinute * settings.speed));
    const options = { encoding: "buffer", timeout: longestMs, maxBuffer: mostBytes } as const;
    const failed: EngineError = {
      kind: "engine-failed",
      message: "the embedded engine could not speak this text",
    };
    const spoken = execFile(process.execPath, [program, voices[language], pace], options, (error, sound) =>
      resolve(error || sound.length === 0 ? err(failed) : ok(sound)),
    );
    // The text is not among the arguments, which every user of the machine can read.
    spoken.stdin?.on("error", () => {});
    spoken.stdin?.end(text);
  });
