// Door of audio taps: the live sound of calls for speech engines.
export { AudioTaps } from "./audio-tap-service.ts";
export type { AudioTapsOptions, TapClient, TapTicket, TapWish } from "./audio-tap-service.ts";
export { keptAudioTapFacts } from "./audio-tap-facts.ts";
export type { AudioTapFact } from "./audio-tap-facts.ts";
