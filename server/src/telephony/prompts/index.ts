// Door of prompts: sound files by name and language.
export { PromptLibrary } from "./prompt-library.ts";
export type { PromptLanguage } from "./prompt-library.ts";
