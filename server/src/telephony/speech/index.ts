// Door of speech: texts become sound, by the engine that the tenant has chosen.
export { embeddedEngine } from "./embedded-engine.ts";
export { httpEngine } from "./http-engine.ts";
export { localEngine } from "./local-engine.ts";
export { Speech } from "./speech-service.ts";
export type { SpeechError, SpokenSound } from "./speech-service.ts";
export type { SpeechSettings } from "./speech-settings.ts";
