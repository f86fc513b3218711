// Door of user-agent/: the façade.
export { SipUserAgent } from "./user-agent.ts";
export type { SipUserAgentStats } from "./user-agent.ts";
export type * from "./types.ts";
