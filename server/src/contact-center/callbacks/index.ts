// Door of callbacks: callers who keep their place in line without staying on the line.
export type { Callback } from "./callback.ts";
export { CallbackAsking } from "./callback-asking.ts";
export { keptCallbackFacts } from "./callback-facts.ts";
export type { CallbackFact } from "./callback-facts.ts";
export { Callbacks } from "./callback-service.ts";
export type { CallbacksOptions } from "./callback-ports.ts";
export {
  callbackFigures,
  callbacksOfCall,
  listEndedCallbacks,
  loadOpenCallbacks,
  storeCallback,
} from "./callback-store.ts";
