// What `npm run call` is told on its command line.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";

export type CallPlan = { readonly to: string; readonly seconds: number };

/** The number that a new installation answers with its welcome flow. */
const firstNumber = "4000";
const defaultSeconds = 30;
const longestSeconds = 3600;

export function readCallPlan(values: {
  readonly to?: string;
  readonly seconds?: string;
}): Result<CallPlan, { kind: "bad-value"; message: string }> {
  const { to = firstNumber, seconds: text = String(defaultSeconds) } = values;
  // What numbers and extensions are made of, less what has to be escaped in a SIP URI (RFC 3261 §25.1, user).
  if (!/^\+?[0-9A-Za-z*_.-]{1,64}$/.test(to))
    return err({ kind: "bad-value", message: `--to is "${to}", expected a number such as ${firstNumber}` });
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > longestSeconds)
    return err({ kind: "bad-value", message: `--seconds is "${text}", expected 1 to ${longestSeconds}` });
  return ok({ to, seconds });
}
