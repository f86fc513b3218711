// What each codec does to speech by itself, and how it bears loss: Ie and Bpl of the E-model.
import type { CodecImpairment } from "./transmission-rating.ts";

/**
 * By the codec's SDP name. G.711 with concealment: ITU-T G.113 (11/2007) table I.1 and I.4 (Ie 0, Bpl 25.1).
 * Telephone band is the scale of all: a wideband codec is rated as good as G.711 at best, so G.722 and Opus say what
 * loss does to them, not how much better they sound. G.722 64 kbit/s: Bpl of its appendix IV concealment behaves
 * as that of G.711; Opus has no values of the ITU-T: those of AMR 12.2, a transform-free coder with concealment of
 * its own (Ie 5, Bpl 10; table I.4 of G.113), would be unfair without loss, so only its robustness is taken.
 */
const impairments: Readonly<Record<string, CodecImpairment>> = {
  PCMA: { ie: 0, bpl: 25.1 },
  PCMU: { ie: 0, bpl: 25.1 },
  L16: { ie: 0, bpl: 25.1 },
  G722: { ie: 0, bpl: 25.1 },
  opus: { ie: 0, bpl: 10 },
};

/** G.711 without concealment (G.113 table I.4): what may be said of a codec nobody rated. */
const unknown: CodecImpairment = { ie: 0, bpl: 4.3 };

export function codecImpairment(codec: string): CodecImpairment {
  return impairments[codec] ?? unknown;
}
