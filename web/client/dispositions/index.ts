// Door of the dispositions: what a call can have come to, in words.
export { useDispositions, useDispositionWords } from "./use-dispositions.ts";
