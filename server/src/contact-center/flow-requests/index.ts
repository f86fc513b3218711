// Door of flow requests: what flows ask of other people's servers.
export { FlowRequests } from "./flow-requests.ts";
export type { RequestOutcome } from "./flow-requests.ts";
