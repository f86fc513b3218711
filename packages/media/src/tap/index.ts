// Door of the audio tap: the sound of legs as frames for a speech engine.
export { TapSide } from "./tap-side.ts";
export type { TapFrame, TapRate } from "./tap-side.ts";
export { markLost, writeTapFrame } from "./tap-frame.ts";
