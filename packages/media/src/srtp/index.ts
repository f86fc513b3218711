// Door of SRTP: one context per direction, and the replay memory that DTLS shares.
export { SrtpContext } from "./srtp-context.ts";
export type { SrtpContextOptions, SrtpSnapshot } from "./srtp-context.ts";
export { SRTP_PROFILES } from "./srtp-keys.ts";
export type { SrtpMasterKey, SrtpProfile } from "./srtp-keys.ts";
export { ReplayWindow } from "./replay-window.ts";
