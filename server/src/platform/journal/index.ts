// Door of the journal.
export { FactJournal } from "./fact-journal.ts";
