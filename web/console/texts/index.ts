// Door of the console's words.
import { useText } from "#client/text";
import type { Translate } from "#client/text";
import { consoleTexts } from "./console-texts.ts";

export { consoleTexts };
export { outcomeText } from "./message-outcome.ts";
export { refusalText } from "./refusal-text.ts";
export { legCauseKey } from "./leg-cause-texts.ts";
export { q850Key } from "./leg-ending-texts.ts";
export { questionWord } from "./survey-texts.ts";
export { timelineTexts } from "./timeline-texts.ts";
export type ConsoleKey = keyof (typeof consoleTexts)["zh-CN"];

/** The translator with the console's keys and the shared ones. */
export const useConsoleText: () => Translate<ConsoleKey> = useText<ConsoleKey>;
