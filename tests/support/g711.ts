// G.711 as the tests know it, written apart from the product's codec so that the one checks the other.

/** ITU-T G.711 A-law code (0–255) → 16-bit linear sample. */
export function decodeALaw(code: number): number {
  const flipped = code ^ 0x55;
  const segment = (flipped >> 4) & 7;
  const mantissa = flipped & 0x0f;
  const magnitude = segment === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (segment - 1);
  return flipped & 0x80 ? magnitude : -magnitude;
}

/** ITU-T G.711 µ-law code (0–255) → 16-bit linear sample. */
export function decodeMuLaw(code: number): number {
  const flipped = ~code & 0xff;
  const magnitude = ((((flipped & 0x0f) << 3) + 0x84) << ((flipped >> 4) & 7)) - 0x84;
  return flipped & 0x80 ? 0 - magnitude : magnitude;
}

/** 16-bit linear sample → the A-law code whose decoded value is nearest. */
export function encodeALaw(sample: number): number {
  return aLawCodes[(sample >> 2) + tableOffset] as number;
}

/** 16-bit linear sample → the µ-law code whose decoded value is nearest. */
export function encodeMuLaw(sample: number): number {
  return muLawCodes[(sample >> 2) + tableOffset] as number;
}

/** Encoding looks a sample up by its upper 14 bits: µ-law's, and one more than A-law's, resolution. */
const tableOffset = 8192;
const aLawCodes = nearestCodes(decodeALaw);
const muLawCodes = nearestCodes(decodeMuLaw);

function nearestCodes(decode: (code: number) => number): Uint8Array {
  const levels = Array.from({ length: 256 }, (_, code) => ({ code, value: decode(code) }));
  levels.sort((a, b) => a.value - b.value);
  const codes = new Uint8Array(2 * tableOffset);
  let at = 0;
  for (let index = 0; index < codes.length; index++) {
    const sample = (index - tableOffset) * 4 + 2;
    const distance = (position: number): number =>
      Math.abs((levels[position]?.value ?? Number.POSITIVE_INFINITY) - sample);
    // µ-law has two codes for 0: equally near goes on, or the walk would end there.
    while (distance(at + 1) <= distance(at)) at++;
    codes[index] = (levels[at] as { code: number }).code;
  }
  return codes;
}
