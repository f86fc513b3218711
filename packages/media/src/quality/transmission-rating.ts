// The E-model (ITU-T G.107): from delay, loss and codec to the rating R, and from R to the mean opinion score
// of a listener. All other inputs have the recommendation's default values (its table 3).

/** What a codec does to speech (ITU-T G.113 appendix I). */
export type CodecImpairment = {
  /** Equipment impairment factor without loss. */
  readonly ie: number;
  /** Packet-loss robustness factor. */
  readonly bpl: number;
};

export type EModelInput = CodecImpairment & {
  /** Share of packets not played, of 1. */
  readonly lossShare: number;
  /** 1 is random loss, more is bursty. */
  readonly burstRatio: number;
  /** From mouth to ear, one way. */
  readonly delayMs: number;
};

/** Table 3 of G.107: names as there, in dB unless said otherwise. */
const standard = {
  SLR: 8,
  RLR: 2,
  STMR: 15,
  LSTR: 18,
  Ds: 3,
  TELR: 65,
  WEPL: 110,
  /** Quantization distortion units. */
  qdu: 1,
  Nc: -70,
  Nfor: -64,
  Ps: 35,
  Pr: 35,
} as const;

const { SLR, RLR, STMR, LSTR, Ds, TELR, WEPL, qdu, Nc, Nfor, Ps, Pr } = standard;
const OLR = SLR + RLR;
const noise = noiseLevel();
/** Basic signal-to-noise ratio, §7.1. */
const ratio = 15 - 1.5 * (SLR + noise);

/** The rating R of a connection: 93.2 when nothing impairs it; the less the worse. */
export function rating({ ie, bpl, lossShare, burstRatio, delayMs }: EModelInput): number {
  return ratio - simultaneous(delayMs) - delayed(delayMs) - equipment(ie, bpl, 100 * lossShare, burstRatio);
}

/** Mean opinion score, 1 (bad) to 4.5 (excellent), of a rating (annex B). */
export function meanOpinionScore(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  // The cubic dips below 1 for the smallest ratings.
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

/** No: all noise sources together, at the 0 dBr point (§7.1). */
function noiseLevel(): number {
  const pre = Pr + 10 * Math.log10(1 + 10 ** ((10 - LSTR) / 10));
  const nos = Ps - SLR - Ds - 100 + 0.004 * (Ps - OLR - Ds - 14) ** 2;
  const nor = RLR - 121 + pre + 0.008 * (pre - 35) ** 2;
  const nfo = Nfor + RLR;
  return 10 * Math.log10(10 ** (Nc / 10) + 10 ** (nos / 10) + 10 ** (nor / 10) + 10 ** (nfo / 10));
}

/** Is: what comes together with speech: loudness, sidetone, quantization (§7.2). */
function simultaneous(delayMs: number): number {
  const xolr = OLR + 0.2 * (64 + noise - RLR);
  const loud = 20 * ((1 + (xolr / 8) ** 8) ** (1 / 8) - xolr / 8);
  const stmro = -10 * Math.log10(10 ** (-STMR / 10) + Math.exp(-delayMs / 4) * 10 ** (-TELR / 10));
  const sidetone =
    12 * (1 + ((stmro - 13) / 6) ** 8) ** (1 / 8) -
    28 * (1 + ((stmro + 1) / 19.4) ** 35) ** (1 / 35) -
    13 * (1 + ((stmro - 3) / 33) ** 13) ** (1 / 13) +
    29;
  const q = 37 - 15 * Math.log10(qdu);
  const g = 1.07 + 0.258 * q + 0.0602 * q ** 2;
  const y = (ratio - 100) / 15 + 46 / 8.4 - g / 9;
  const z = 46 / 30 - g / 40;
  return loud + sidetone + 15 * Math.log10(1 + 10 ** y + 10 ** z);
}

/** Id: talker echo, listener echo, and delay as such (§7.3). */
function delayed(delayMs: number): number {
  const terv =
    TELR - 40 * Math.log10((1 + delayMs / 10) / (1 + delayMs / 150)) + 6 * Math.exp(-0.3 * delayMs ** 2);
  const roe = -1.5 * (noise - RLR);
  const re = 80 + 2.5 * (terv - 14);
  const talker = ((roe - re) / 2 + Math.sqrt((roe - re) ** 2 / 4 + 100) - 1) * (1 - Math.exp(-delayMs));
  const rle = 10.5 * (WEPL + 7) * (2 * delayMs + 1) ** -0.25;
  const listener = (ratio - rle) / 2 + Math.sqrt((ratio - rle) ** 2 / 4 + 169);
  return talker + listener + longDelay(delayMs);
}

/** Idd: up to 100 ms nobody minds. */
function longDelay(delayMs: number): number {
  if (delayMs <= 100) return 0;
  const x = Math.log2(delayMs / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** Ie,eff: codec and loss (§7.4). */
function equipment(ie: number, bpl: number, lossPercent: number, burstRatio: number): number {
  return ie + (95 - ie) * (lossPercent / (lossPercent / burstRatio + bpl));
}
