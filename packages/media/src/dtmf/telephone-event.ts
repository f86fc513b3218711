// The payload of a telephone event (RFC 4733 §2.3): which key, how long, whether it has ended.

const keys = "0123456789*#ABCD";

/** Bytes of one event; a payload may hold more, only the first is read. */
export const telephoneEventLength = 4;
/** -10 dBm0, what desk phones send. */
const volume = 10;

/** The key of an event code 0–15, undefined for flash and the tones above. */
export function keyOfEvent(code: number): string | undefined {
  return keys[code];
}

/** The event code of a key, −1 for what is no key. */
export function eventOfKey(key: string): number {
  return key === "" ? -1 : keys.indexOf(key.toUpperCase());
}

export function writeTelephoneEvent(
  bytes: Uint8Array,
  at: number,
  code: number,
  end: boolean,
  duration: number,
): void {
  bytes[at] = code;
  bytes[at + 1] = (end ? 0x80 : 0) | volume;
  bytes[at + 2] = duration >>> 8;
  bytes[at + 3] = duration;
}
