// The methods of SIP: which are known to the world, whether or not we do what they ask.

/** The IANA registry of SIP methods. */
const registeredMethods: ReadonlySet<string> = new Set([
  "ACK",
  "BYE",
  "CANCEL",
  "INFO",
  "INVITE",
  "MESSAGE",
  "NOTIFY",
  "OPTIONS",
  "PRACK",
  "PUBLISH",
  "REFER",
  "REGISTER",
  "SUBSCRIBE",
  "UPDATE",
]);

/** False for a method nobody registered: refused with 501, where a known one we do not do gets 405 (RFC 3261 §21.5.2). */
export function isRegisteredMethod(method: string): boolean {
  return registeredMethods.has(method);
}
