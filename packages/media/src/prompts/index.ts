// Door of prompts: sound from files.
export { ClipStore } from "./clip-store.ts";
export type { Clip, ClipError } from "./clip.ts";
export { copyEncodedFrame, createPlayback, fillFrame } from "./playback.ts";
export type { Playback, PlaybackOrder } from "./playback.ts";
