// Door of the audio tap: the sound of legs as frames for a speech engine.
export { TapSide } from "./tap-side.ts";
export type { TapFrame, TapRate } from "./tap-side.ts";
export { TapReader, tapSamples } from "./tap-reader.ts";
export { markLost, writeTapFrame } from "./tap-frame.ts";
