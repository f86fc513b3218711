// Door of DTMF: keys out of telephone events, sound and INFO, and into them.
export { createDigitDetector, detectDigit, expireDigit } from "./digit-detector.ts";
export type { DigitDetector, DigitListener } from "./digit-detector.ts";
export { createDigitSender, dialledKeyMs, isToneFrame, nextDigitFrame } from "./digit-sender.ts";
export type { DigitFrame, DigitSender } from "./digit-sender.ts";
export { countKey, createKeyLedger } from "./key-ledger.ts";
export type { KeyLedger } from "./key-ledger.ts";
export { keyOfEvent, telephoneEventLength, writeTelephoneEvent } from "./telephone-event.ts";
export { ToneDetector } from "./tone-detector.ts";
export type { ToneListener } from "./tone-detector.ts";
export { fillTone, tonesOfEvent } from "./tones.ts";
