// The Contacts of a redirection (RFC 3261 §8.1.3.4), best first.
import type { SipMessage } from "./message.ts";
import { parseNameAddress } from "./name-address.ts";
import type { NameAddress } from "./name-address.ts";

/** Readable Contacts sorted by q, highest first; equal ones stay in order. A missing or odd q counts as 1. */
export function contactsByPreference(message: SipMessage): NameAddress[] {
  const contacts: NameAddress[] = [];
  for (const value of message.list("contact")) {
    const contact = parseNameAddress(value);
    if (contact !== undefined) contacts.push(contact);
  }
  return contacts.toSorted((a, b) => preference(b) - preference(a));
}

function preference(contact: NameAddress): number {
  const text = contact.params.get("q");
  return text !== undefined && /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 1;
}
