// Where a leg comes from or goes to: the INVITE that arrived, or the one to send, and what its sound is carried by.
import { parseSdp } from "@tandem/sdp";
import type { Codec, LocalSrtp } from "@tandem/sdp";
import { isWebSocket } from "@tandem/sip";
import type { IncomingInvite, OutgoingInviteOptions } from "@tandem/sip";
import { familyOf } from "./address-family.ts";
import type { AddressFamily } from "./address-family.ts";
import type { DtmfSetting } from "./dtmf-setting.ts";

/** An INVITE of ours to somebody of whom it turns out on the way how they want keys. */
export type LegInviteOptions = OutgoingInviteOptions & {
  readonly onDtmfKnown?: (setting: DtmfSetting) => void;
};

/** Where and how to ring a phone. */
export type DialTarget = {
  readonly uri: string;
  readonly to: OutgoingInviteOptions["to"];
  readonly transport: "rtp" | "webrtc";
  /**
   * SRTP by keys in the SDP; "none" when left out. Of use only where the SDP itself is encrypted. "as-accepted":
   * optional, and required when that is refused, for phones that want to hear of nothing but SRTP.
   */
  readonly encryption?: LocalSrtp["policy"] | "as-accepted";
  /** What to offer, when that is not what all phones are offered. */
  readonly codecs?: readonly Codec[];
  /** The family of the address from which it registered. */
  readonly family?: AddressFamily;
  /** How its keys come and go; "auto" when left out. */
  readonly dtmf?: DtmfSetting;
  /** Route header values, when the phone is reached through proxies (RFC 3327). */
  readonly route?: readonly string[];
};

/** The arriving INVITE, or the one to send. */
export type LegSignalling =
  | {
      readonly kind: "arriving";
      readonly invite: IncomingInvite;
      /** Says by itself that it rings; when left out it does. */
      readonly ringsAtOnce?: boolean;
      /** "required": an offer of plain RTP is refused. */
      readonly encryption?: LocalSrtp["policy"];
      /** How its keys come and go. */
      readonly dtmf?: DtmfSetting;
    }
  | {
      readonly kind: "dialing";
      readonly target: DialTarget;
      readonly from: { readonly uri: string; readonly displayName?: string };
      readonly headers: readonly (readonly [string, string])[];
      readonly ringTimeoutMs: number;
    }
  /** It came or went in an earlier process; its dialog stands. */
  | {
      readonly kind: "restored";
      readonly direction: "arriving" | "dialing";
      readonly contactUri: string | undefined;
      readonly transport: "rtp" | "webrtc";
    };

/** The connection by which its INVITE came or goes; undefined when that is by address. */
export function firstFlow(signalling: LegSignalling): string | undefined {
  if (signalling.kind === "arriving") return signalling.invite.flow;
  if (signalling.kind === "restored") return undefined;
  const { to } = signalling.target;
  // Of several flows the INVITE goes over the first that is there.
  const first = "length" in to ? to[0] : to;
  return first && "flow" in first ? first.flow : undefined;
}

/** Codecs in SDP, best first: for phones and trunks, and for browsers. */
export type CodecPreference = { readonly phones: readonly Codec[]; readonly browsers: readonly Codec[] };

/** What a leg offers and takes: what its target wants, else what is usual. */
export function firstCodecs(
  signalling: LegSignalling,
  usual: readonly Codec[] | undefined,
): readonly Codec[] | undefined {
  return (signalling.kind === "dialing" ? signalling.target.codecs : undefined) ?? usual;
}

/** Whether what we say first of a leg's sound offers or demands SRTP. */
export function firstPolicy(signalling: LegSignalling): LocalSrtp["policy"] {
  if (signalling.kind === "restored") return "none";
  const { encryption = "none" } = signalling.kind === "arriving" ? signalling : signalling.target;
  return encryption === "as-accepted" ? "optional" : encryption;
}

/** How its keys come and go, as far as that is known before anybody answers. */
export function firstDtmf(signalling: LegSignalling): DtmfSetting | undefined {
  if (signalling.kind === "restored") return undefined;
  return signalling.kind === "arriving" ? signalling.dtmf : signalling.target.dtmf;
}

/** The URI by which the phone wants to be reached: the same as in its registration. */
export function contactUriOf(signalling: LegSignalling): string | undefined {
  if (signalling.kind === "restored") return signalling.contactUri;
  return signalling.kind === "arriving" ? signalling.invite.request.contact?.uri : signalling.target.uri;
}

/**
 * Where the other side's sound is to come from: as its offer says, else where its signalling comes from. A browser's
 * offer names no address that counts; undefined where nothing is known.
 */
export function mediaFamily(signalling: LegSignalling): AddressFamily | undefined {
  if (signalling.kind === "dialing") return signalling.target.family;
  if (signalling.kind === "restored") return undefined;
  const { offer, source } = signalling.invite;
  const description = offer === undefined ? undefined : parseSdp(offer);
  const audio = description?.ok === true ? description.value.audio : undefined;
  return familyOf(audio?.transport === "rtp" ? audio.address : unmapped(source.address));
}

/** An IPv4 address as a socket for both families shows it. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** A browser says so in its offer; a phone we dial is told by its registration. */
export function mediaTransport(signalling: LegSignalling): "rtp" | "webrtc" {
  if (signalling.kind === "dialing") return signalling.target.transport;
  if (signalling.kind === "restored") return signalling.transport;
  const { offer, source } = signalling.invite;
  if (offer === undefined) return isWebSocket(source) ? "webrtc" : "rtp";
  const description = parseSdp(offer);
  return description.ok && description.value.audio?.transport === "webrtc" ? "webrtc" : "rtp";
}
