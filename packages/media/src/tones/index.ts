// Door of the tones.
export type { ToneName } from "./country-tones.ts";
export { toneNames } from "./country-tones.ts";
export { soundOfToneFile, toneFile } from "./tone-sound.ts";
