// Door of the dispositions: what a call can have come to, in words.
export { levelsOf, missingOf } from "./disposition-tree.ts";
export { dispositionsKey, useDispositions, useDispositionWords } from "./use-dispositions.ts";
