// Door of recordings: what was said, as files.
export { Recordings } from "./recording-service.ts";
export type { RecordingsOptions } from "./recording-service.ts";
export { keptRecordingFacts } from "./recording-facts.ts";
export type { RecordingFact } from "./recording-facts.ts";
