// Owns the little of DER (ITU-T X.690) that writing a certificate takes.

const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;
const SEQUENCE = 0x30;
const SET = 0x31;

/** One element: tag, length in the short or long form, contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(contents);
  const length = body.length < 0x80 ? [body.length] : longLength(body.length);
  return Buffer.concat([Uint8Array.of(tag, ...length), body]);
}

export function derSequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(SEQUENCE, ...contents);
}

export function derSet(...contents: readonly Uint8Array[]): Uint8Array {
  return der(SET, ...contents);
}

/** An INTEGER from its big-endian bytes, which begin below 0x80 so that it is positive. */
export function derInteger(...bytes: readonly number[]): Uint8Array {
  return der(TAG.integer, Uint8Array.from(bytes));
}

/** An OBJECT IDENTIFIER from its already encoded contents in hexadecimal, tag and length included. */
export function derObjectIdentifier(encoded: string): Uint8Array {
  return Buffer.from(encoded, "hex");
}

export function derUtf8(text: string): Uint8Array {
  return der(TAG.utf8String, Buffer.from(text, "utf8"));
}

export function derBitString(bytes: Uint8Array): Uint8Array {
  const unusedBits = Uint8Array.of(0);
  return der(TAG.bitString, unusedBits, bytes);
}

export function derOctetString(bytes: Uint8Array): Uint8Array {
  return der(TAG.octetString, bytes);
}

/** A Time: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function derTime(timeMs: number): Uint8Array {
  const digits = new Date(timeMs).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  return digits < "2050"
    ? der(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : der(TAG.generalizedTime, Buffer.from(`${digits}Z`));
}

function longLength(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) bytes.unshift(rest % 0x100);
  return [0x80 | bytes.length, ...bytes];
}
