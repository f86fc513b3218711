// Door of dialogues: asking a caller something by prompts and keys, apart from flow and queue.
export { Dialogues } from "./dialogue-service.ts";
export type { DialogueListener, DialoguesOptions } from "./dialogue-service.ts";
export type { Dialogue, DialogueEffect, DialogueInput, DialogueParty, DialogueStep } from "./dialogue.ts";
