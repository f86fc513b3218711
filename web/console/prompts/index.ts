// Door of prompts: what callers hear, and the engine that speaks.
export { PromptsPage } from "./prompts-page.tsx";
export { usePrompts, useSpeechSettings } from "./use-prompts.ts";
