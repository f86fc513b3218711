// Door of user-agent/: the façade.
export { SipUserAgent } from "./user-agent.ts";
export type { SipUserAgentStats } from "./user-agent.ts";
export type { DialogSnapshot } from "./dialog-snapshot-types.ts";
export type { LeftArrival, LeftInvite } from "./left-invite-types.ts";
export { replacesOf } from "./replaces.ts";
export type * from "./refer-types.ts";
export type * from "./subscription-types.ts";
export type * from "./respond-options.ts";
export type * from "./types.ts";
