// Door of what both browser phones share: the desk's and the call page's.
export { findMicrophone } from "./microphone.ts";
export type { MicrophoneProblem } from "./microphone.ts";
export { attachSound, sendDigit, soundOptions } from "./sound.ts";
export { webSocketUrl } from "./web-socket-url.ts";
