// Door of mixing: many voices into one for each who listens.
export { ActiveSpeaker } from "./active-speaker.ts";
export { longestConference, Mixer } from "./mixer.ts";
export { SpeakerBuffer } from "./speaker-buffer.ts";
