// Why the server refuses settings, in words of the page's language.
import type { Translate } from "#client/text";
import type { consoleTexts } from "./console-texts.ts";
import { flowTexts } from "./flow-texts.ts";
import { messageTexts } from "./message-texts.ts";
import { promptTexts } from "./prompt-texts.ts";
import { queueTexts } from "./queue-texts.ts";
import { recognitionTexts } from "./recognition-texts.ts";
import { whatIfTexts } from "./what-if-texts.ts";

type ConsoleKey = keyof (typeof consoleTexts)["zh-CN"];

type RefusalKey = Extract<ConsoleKey, `refused.${string}`>;

/** Pure; a reason that this page does not know is said as the server said it. */
export function refusalText(
  problem: {
    readonly message: string;
    readonly reason?: string | undefined;
    readonly subject?: string | undefined;
  },
  t: Translate<ConsoleKey>,
): string {
  const key = `refused.${problem.reason ?? ""}`;
  const isKnown = [queueTexts, whatIfTexts, flowTexts, promptTexts, messageTexts, recognitionTexts].some(
    ({ en }) => key in en,
  );
  if (!isKnown) return problem.message;
  const text = t(key as RefusalKey);
  return problem.subject === undefined ? text : `${problem.subject}: ${text}`;
}
