// One key in several forms is one key: gateways tell a key as an event or a tone, and by SIP INFO as well.
//
// Each form tells the same keys in the same order. A key that comes in one form is therefore the oldest one of its
// name that another form told within `sameKeyWithinMs` and this one did not yet; only without such a one it is new.
import type { KeyForm } from "../protocol/index.ts";

/** INFO may be sent again after 500 ms and 1 s (RFC 3261 §17.1.2.1); nobody changes the form of their keys as fast. */
const sameKeyWithinMs = 2000;

export type KeyLedger = { counted: { digit: string; atMs: number; forms: KeyForm[] }[] };

export function createKeyLedger(): KeyLedger {
  return { counted: [] };
}

/** To be asked once per key and form, when it goes down. False: it was counted already, in another form. */
export function countKey(ledger: KeyLedger, form: KeyForm, digit: string, nowMs: number): boolean {
  ledger.counted = ledger.counted.filter(({ atMs }) => nowMs - atMs <= sameKeyWithinMs);
  const same = ledger.counted.find((key) => key.digit === digit && !key.forms.includes(form));
  if (same === undefined) ledger.counted.push({ digit, atMs: nowMs, forms: [form] });
  else same.forms.push(form);
  return same === undefined;
}
