// What is kept of INVITEs without a final response, as JSON.
import type { Destination, FlowKey, SipSource } from "../transport/index.ts";

/** An INVITE of ours, as it was sent. */
export type LeftInvite = { readonly message: string; readonly destination: Destination };

/** An INVITE that arrived. It may hold a digest response, never a password. */
export type LeftArrival = {
  readonly message: string;
  readonly source: SipSource;
  readonly flow: FlowKey;
};
