// One band of ITU-T G.722: the adaptive predictor and the adaptive scale factor, the same in encoder and decoder.
import { inverseLog } from "./g722-tables.ts";

/** The values of one band between two samples, by their names in ITU-T G.722 §6.2.1.4; all 16-bit integers. */
export type G722Band = {
  /** SL or SH: what the predictor expects. */
  predicted: number;
  /** SZL: the part of it that the zeros make. */
  predictedByZeros: number;
  /** DETL or DETH: the scale factor. */
  scale: number;
  /** NBL or NBH: its logarithm. */
  logScale: number;
  /** A1, A2: coefficients of the poles. */
  pole1: number;
  pole2: number;
  /** RLT1: the former reconstructed sample; PLT1, PLT2: signs of the former partial ones (0 or −1). */
  reconstructed1: number;
  sign1: number;
  sign2: number;
  /** B1 … B6 and DLT1 … DLT6. */
  readonly zeros: Int32Array;
  readonly differences: Int32Array;
};

const order = 6;

/** `scale` is 32 for the lower band and 8 for the higher one (table 20). */
export function createBand(scale: number): G722Band {
  return {
    predicted: 0,
    predictedByZeros: 0,
    scale,
    logScale: 0,
    pole1: 0,
    pole2: 0,
    reconstructed1: 0,
    sign1: 0,
    sign2: 0,
    zeros: new Int32Array(order),
    differences: new Int32Array(order),
  };
}

export function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** Adapts the scale factor (blocks LOGSCL, SCALEL and their likes): `limit` and `shift` differ by band. */
export function adaptScale(band: G722Band, step: number, limit: number, shift: number): void {
  const logScale = Math.min(limit, Math.max(0, ((band.logScale * 127) >> 7) + step));
  band.logScale = logScale;
  const mantissa = inverseLog[(logScale >> 6) & 31] as number;
  const down = shift - (logScale >> 11);
  band.scale = (down < 0 ? mantissa << -down : mantissa >> down) << 2;
}

/** Takes the quantized difference and predicts the next sample (RECONS to PREDIC, §6.2.1.4). */
export function adaptPredictor(band: G722Band, difference: number): void {
  const reconstructed = saturate(band.predicted + difference);
  const sign0 = saturate(band.predictedByZeros + difference) >> 15;
  adaptPoles(band, sign0);
  const byZeros = adaptZeros(band, difference);
  const fromPole1 = (band.pole1 * saturate(2 * reconstructed)) >> 15;
  const fromPole2 = (band.pole2 * saturate(2 * band.reconstructed1)) >> 15;
  band.sign2 = band.sign1;
  band.sign1 = sign0;
  band.reconstructed1 = reconstructed;
  band.predictedByZeros = byZeros;
  band.predicted = saturate(saturate(fromPole1 + fromPole2) + byZeros);
}

/** UPPOL2, then UPPOL1, which needs the new second coefficient. */
function adaptPoles(band: G722Band, sign0: number): void {
  const doubled = saturate(band.pole1 << 2);
  const toward = Math.min(32_767, sign0 === band.sign1 ? -doubled : doubled);
  const second = (toward >> 7) + (sign0 === band.sign2 ? 128 : -128) + ((band.pole2 * 32_512) >> 15);
  band.pole2 = Math.min(12_288, Math.max(-12_288, second));
  const first = (sign0 === band.sign1 ? 192 : -192) + ((band.pole1 * 32_640) >> 15);
  const limit = saturate(15_360 - band.pole2);
  band.pole1 = Math.min(limit, Math.max(-limit, saturate(first)));
}

/** UPZERO, DELAYA and FILTEZ in one pass from the oldest difference on. */
function adaptZeros(band: G722Band, difference: number): number {
  const { zeros, differences } = band;
  const gain = difference === 0 ? 0 : 128;
  const sign = difference >> 15;
  let sum = 0;
  for (let i = order - 1; i >= 0; i--) {
    const old = differences[i] as number;
    const coefficient = saturate(
      (old >> 15 === sign ? gain : -gain) + (((zeros[i] as number) * 32_640) >> 15),
    );
    const next = i === 0 ? difference : (differences[i - 1] as number);
    zeros[i] = coefficient;
    differences[i] = next;
    sum += (coefficient * saturate(2 * next)) >> 15;
  }
  return saturate(sum);
}
