// Door of DTMF: keys out of telephone events and into them.
export { createDigitDetector, detectDigit, expireDigit } from "./digit-detector.ts";
export type { DigitDetector, DigitListener } from "./digit-detector.ts";
export { createDigitSender, isToneFrame, nextDigitFrame } from "./digit-sender.ts";
export type { DigitFrame, DigitSender } from "./digit-sender.ts";
export { telephoneEventLength, writeTelephoneEvent } from "./telephone-event.ts";
export { fillTone, tonesOfEvent } from "./tones.ts";
