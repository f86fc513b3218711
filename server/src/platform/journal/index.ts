// Door of the journal.
export { CheckpointStore } from "./checkpoint-store.ts";
export { FactJournal } from "./fact-journal.ts";
