// The codecs this system knows, as SDP has them.

export type Codec = "PCMA" | "PCMU" | "G722" | "opus" | "L16";

type CodecDescription = {
  /** Static (RFC 3551 §6), or the dynamic one that our offers have. */
  readonly payloadType: number;
  /** `<encoding>/<clock rate>[/<channels>]` of its rtpmap line. */
  readonly encoding: string;
  readonly clockRateHz: number;
  /** What its fmtp line says, "" for none. */
  readonly parameters: string;
};

/** Opus has two channels in SDP whatever it carries (RFC 7587 §7); its parameters are what browsers say. */
export const codecDescriptions: Readonly<Record<Codec, CodecDescription>> = {
  PCMA: { payloadType: 8, encoding: "PCMA/8000", clockRateHz: 8000, parameters: "" },
  PCMU: { payloadType: 0, encoding: "PCMU/8000", clockRateHz: 8000, parameters: "" },
  // RFC 3551 §4.5.2: the clock is 8000, though the sound has 16,000 samples a second.
  G722: { payloadType: 9, encoding: "G722/8000", clockRateHz: 8000, parameters: "" },
  opus: {
    payloadType: 111,
    encoding: "opus/48000/2",
    clockRateHz: 48_000,
    parameters: "minptime=10;useinbandfec=1",
  },
  L16: { payloadType: 118, encoding: "L16/16000", clockRateHz: 16_000, parameters: "" },
};

export const allCodecs = Object.keys(codecDescriptions) as readonly Codec[];

/** Payload types of our offers for telephone-event, by clock rate: it has the clock of the codec beside it. */
export const telephoneEventTypes: Readonly<Record<number, number>> = { 8000: 101, 16_000: 109, 48_000: 110 };

/** Payload types that need no rtpmap line (RFC 3551 §6). */
export const staticEncodings: ReadonlyMap<number, string> = new Map(
  Object.values(codecDescriptions)
    .filter(({ payloadType }) => payloadType < 96)
    .map(({ payloadType, encoding }) => [payloadType, encoding]),
);

const byEncoding = new Map(
  allCodecs.map((codec) => [codecDescriptions[codec].encoding.toUpperCase(), codec]),
);

/** The codec of an rtpmap's encoding, whatever its case; a single channel may be named or not. */
export function codecOfEncoding(encoding: string): Codec | undefined {
  return byEncoding.get(encoding.toUpperCase().replace(/\/1$/, ""));
}
