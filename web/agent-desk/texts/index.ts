// Door of the desk's words.
import { useText } from "#client/text";
import type { Translate } from "#client/text";
import { deskTexts } from "./desk-texts.ts";

export { deskTexts };
export type DeskKey = keyof (typeof deskTexts)["zh-CN"];

/** The translator with the desk's keys and the shared ones. */
export const useDeskText: () => Translate<DeskKey> = useText<DeskKey>;
