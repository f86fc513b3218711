// Door of WAV files.
export { repairWav } from "./repair-wav.ts";
export type { RepairError, RepairedWav } from "./repair-wav.ts";
export { readWavLayout, recordingHeader, recordingHeaderLength, wavFormatTag } from "./wav-format.ts";
export type { WavLayout } from "./wav-format.ts";
export { linearWav } from "./linear-wav.ts";
