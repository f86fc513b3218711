// Door of the codecs.
export { decodeToLinear, encodeLinear, silenceByte, transcodeInPlace, transcodeTable } from "./g711.ts";
