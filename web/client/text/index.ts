// Door of the texts: the two languages and how a page says something in one of them.
export {
  chosenLocale,
  currentLocale,
  rememberLocale,
  setLocale,
  startTexts,
  useLocale,
  useText,
} from "./text.ts";
export type { Translate } from "./text.ts";
export { sharedTexts } from "./shared-texts.ts";
export { textDifferences } from "./text-parity.ts";
export type { Texts } from "./text-parity.ts";
