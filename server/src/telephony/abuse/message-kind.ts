// What a message is by its first bytes, before anybody parses it.

/** Requests that only mean something inside a call, … */
const inCallMethods = new Set(["ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO"]);
/** … and the ones that something begins with. */
const beginningMethods = new Set([
  "INVITE",
  "REGISTER",
  "OPTIONS",
  "SUBSCRIBE",
  "NOTIFY",
  "REFER",
  "MESSAGE",
  "PUBLISH",
]);
/** No registered method is longer. */
const longestMethod = 10;

export function isInCall(method: string): boolean {
  return inCallMethods.has(method);
}

export function beginsSomething(method: string): boolean {
  return beginningMethods.has(method);
}

/** True for what begins with "SIP/". */
export function isResponse(bytes: Buffer): boolean {
  return bytes[0] === 0x53 && bytes[1] === 0x49 && bytes[2] === 0x50 && bytes[3] === 0x2f;
}

/** The word that a request begins with; "" when it begins with nothing that could be a method. */
export function methodOf(bytes: Buffer): string {
  const end = bytes.subarray(0, longestMethod + 1).indexOf(0x20);
  return end <= 0 ? "" : bytes.toString("latin1", 0, end);
}
