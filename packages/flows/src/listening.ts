// What nodes that listen to callers share: the effect that begins it, and how what was said is held against words.
import { z } from "zod";
import type { FlowListening, FlowState } from "./flow-run.ts";
import type { Outcome } from "./node-kind.ts";
import { stay } from "./node-kind.ts";
import type { FlowLanguage } from "./node-shapes.ts";

/** Whether callers may begin before the prompt is over: what they say ends it. */
export const voiceInterrupts = z.boolean().default(true);
/** Words, separated by commas, also Chinese ones. */
export const wordList = z.string().max(500);
/** An engine that has not answered so long after the caller has spoken does not answer. */
const patienceSeconds = 12;

type Listening = Omit<FlowListening, "language" | "expected">;

/** Listens from here on, until the node is left or something was heard. */
export function listen(
  { state, effects }: Outcome,
  { longestSeconds, pauseSeconds }: Listening,
  expected: readonly string[],
  language: FlowLanguage,
): Outcome {
  const { wait } = state;
  const wish = { language, expected, longestSeconds, pauseSeconds };
  return { state: { ...state, listening: wait }, effects: [...effects, { kind: "listen", wait, ...wish }] };
}

/** The caller has begun to speak: what they hear ends, and they have the word for so long. */
export function hearOut(state: FlowState, { longestSeconds }: Pick<Listening, "longestSeconds">): Outcome {
  if (state.phase !== "prompting" && state.phase !== "collecting") return stay(state);
  const wait = state.wait + 1;
  const seconds = longestSeconds + patienceSeconds;
  const stopped = state.phase === "prompting" ? [{ kind: "stop-sound" } as const] : [];
  return {
    state: { ...state, phase: "hearing", wait },
    effects: [...stopped, { kind: "set-timer", seconds, wait }],
  };
}

/** Nobody listens to the caller any more. */
export function deaf(state: FlowState): FlowState {
  if (state.listening === undefined) return state;
  const { listening: _, ...rest } = state;
  return rest;
}

export function wordsOf(list: string): string[] {
  return list
    .split(/[,，、;；\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/**
 * The key of the choice whose word was said: the longest of them, and of these the first; undefined when none was. Words
 * of letters have to be said as words, those in Chinese characters anywhere.
 */
export function choiceSaid(said: string, words: Readonly<Record<string, string>>): string | undefined {
  const spaced = ` ${lettersOf(said)} `;
  const close = spaced.replaceAll(" ", "");
  const found = Object.entries(words).flatMap(([key, list]) =>
    wordsOf(list).flatMap((word) => {
      const letters = lettersOf(word);
      if (letters === "") return [];
      const at = /^[\p{Script=Latin}\p{N} ]+$/u.test(letters)
        ? spaced.indexOf(` ${letters} `)
        : close.indexOf(letters.replaceAll(" ", ""));
      return at < 0 ? [] : [{ key, at, length: letters.length }];
    }),
  );
  const [best] = found.toSorted((a, b) => b.length - a.length || a.at - b.at);
  return best?.key;
}

/** In small letters, without marks, one space between. */
function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
