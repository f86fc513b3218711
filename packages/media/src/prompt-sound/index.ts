// Door of prompt sound: any sound that people bring becomes a prompt of a stated loudness.
export { loudnessOf } from "./loudness.ts";
export { preparePrompt, promptLoudness } from "./prepare-prompt.ts";
export type { PreparedPrompt, PromptSoundError } from "./prepare-prompt.ts";
