// Door of prompts: what callers hear, and the engines that speak and understand.
export { PromptsPage } from "./prompts-page.tsx";
export { usePrompts, useRecognitionSettings, useSpeechSettings } from "./use-prompts.ts";
