// What trunks ask of the SIP stack and of the network; compose plugs in the real ones.
import type { Clock } from "@tandem/kernel";
import type { SipUserAgent } from "@tandem/sip";

export type TrunkSip = Pick<SipUserAgent, "invite" | "request">;

export type TrunkNetwork = {
  readonly sip: TrunkSip;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Whether a host name has an address: for the words of a cause. */
  readonly hostExists: (host: string) => Promise<boolean>;
  /** Our address for carriers, without the port. */
  readonly ownAddress: string;
};
