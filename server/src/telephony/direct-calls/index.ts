// Door of direct-calls: what agents call from their own phones.
export { DirectCalls } from "./direct-call-service.ts";
export type {
  CallingAgent,
  DirectCallSnapshot,
  DirectCallsOptions,
  ExtensionTarget,
  NumberTarget,
  Summons,
} from "./direct-call-service.ts";
export { directCallContribution } from "./direct-call-contribution.ts";
