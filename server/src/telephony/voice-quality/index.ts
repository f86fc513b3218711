// Door of voice quality: how legs sound, live and afterwards.
export { VoiceQuality } from "./voice-quality-service.ts";
export type { VoiceQualityOptions } from "./voice-quality-service.ts";
export { keepLegQualities, legQualitiesOf } from "./leg-quality-store.ts";
export { isQualityKept, keptVoiceQualityFacts } from "./voice-quality-facts.ts";
export type { VoiceQualityFact } from "./voice-quality-facts.ts";
export type { QualitySeries } from "./quality-series.ts";
