// Door of prompts.
export { PromptLibrary } from "./prompt-library.ts";
export { OwnPrompts } from "./own-prompts.ts";
export type { OwnPrompt, PromptLanguage, SpokenText } from "./prompt-store.ts";
export { SoundPreparer } from "./sound-preparer.ts";
export type { PrepareOutcome } from "./sound-preparer.ts";
