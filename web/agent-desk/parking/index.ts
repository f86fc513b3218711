// Door of parking: callers who wait for anybody to pick them up.
export { ParkedCalls } from "./parked-calls.tsx";
export { usePark } from "./use-park.ts";
