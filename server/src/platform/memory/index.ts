// Door of memory: what a process gives back once it has started.
export { returnMemory } from "./return-memory.ts";
