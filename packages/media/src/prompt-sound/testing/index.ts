// Door of testing: WAV files of every format, and what is in a sound.
export { levelAt } from "./level-at.ts";
export { wavFile } from "./wav-file.ts";
export type { WavFormat } from "./wav-file.ts";
