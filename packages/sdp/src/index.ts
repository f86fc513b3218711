// Door of sdp: SDP text, and offer/answer for one audio line.
export { parseSdp } from "./parse.ts";
export type { SdpError } from "./parse.ts";
export { agree, answerOffer, browserCodecs, makeOffer, offerAgain, phoneCodecs } from "./offer-answer.ts";
export type { AgreedMedia, LocalEndpoint, LocalSrtp, NegotiationError } from "./offer-answer.ts";
export { srtpMaterialLength } from "./srtp-keys.ts";
export type { AgreedSdes, SrtpSuite } from "./srtp-keys.ts";
export type { LocalOrigin } from "./write.ts";
export { allCodecs, codecDescriptions, telephoneEventTypes } from "./codecs.ts";
export type { Codec } from "./codecs.ts";
export type {
  AudioMedia,
  Direction,
  SessionDescription,
  TelephoneEvent,
  WebRtcTransport,
} from "./description.ts";
