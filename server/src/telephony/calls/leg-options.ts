// What a leg is made with.
import type { AgentId, CallId, Clock, LegId } from "@tandem/kernel";
import type { IncomingRefer, OutgoingInvite } from "@tandem/sip";
import type { MediaPort } from "./leg-media.ts";
import type { LegNews } from "./leg-news.ts";
import type { CodecPreference, LegInviteOptions, LegSignalling } from "./leg-signalling.ts";

export type LegOptions = {
  /** Legs of one media call can be bridged. */
  readonly mediaCallId: CallId;
  readonly legId: LegId;
  /** Media's id of it, when that is another: one of several phones that ring for the leg. */
  readonly mediaLegId?: LegId;
  readonly agentId: AgentId | undefined;
  readonly signalling: LegSignalling;
  readonly media: MediaPort;
  readonly dial: (options: LegInviteOptions) => OutgoingInvite;
  readonly clock: Clock;
  readonly advertisedAddress: string;
  /** Of the other family, where there is one. */
  readonly otherAddress?: string | undefined;
  readonly codecs?: CodecPreference | undefined;
  readonly tell: (news: LegNews) => void;
  /** A snapshot of it would be another than before. */
  readonly onChanged?: () => void;
  /** Media has no port for it. */
  readonly onNoPort?: () => void;
  /** The phone asks for a transfer; refused when nobody is there to ask. */
  readonly onRefer?: (refer: IncomingRefer) => void;
};
