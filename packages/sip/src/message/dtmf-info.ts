// Keys sent as SIP INFO: application/dtmf-relay (lines Signal= and Duration=) and application/dtmf (the key alone).
import type { MessageBody } from "./message.ts";

export type DtmfKey = { readonly digit: string; readonly durationMs: number };

/** What phones mean when they leave the duration out. */
const defaultDurationMs = 250;
/** Longer than anyone holds a key; a larger figure is a mistake of units. */
const maxDurationMs = 5_000;
/** Keys 10 to 15 as some phones number them (RFC 4733 §3.2). */
const numberedKeys = ["*", "#", "A", "B", "C", "D"];

/** The key of an INFO body; undefined when the body is another kind or holds no key. Source: practice, no RFC. */
export function parseDtmfInfo(body: MessageBody): DtmfKey | undefined {
  if (body.contentType === "application/dtmf") return keyOf(body.text, undefined);
  if (body.contentType !== "application/dtmf-relay") return undefined;
  let signal: string | undefined;
  let duration: string | undefined;
  for (const line of body.text.split(/\r?\n/)) {
    const equals = line.indexOf("=");
    const name = line.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (name === "signal") signal = line.slice(equals + 1);
    else if (name === "duration") duration = line.slice(equals + 1);
  }
  return signal === undefined ? undefined : keyOf(signal, duration);
}

function keyOf(signal: string, duration: string | undefined): DtmfKey | undefined {
  const text = signal.trim().toUpperCase();
  const digit = /^1[0-5]$/.test(text) ? (numberedKeys[Number(text) - 10] as string) : text;
  if (!/^[0-9*#A-D]$/.test(digit)) return undefined;
  const given =
    duration !== undefined && /^\s*\d{1,6}\s*$/.test(duration) ? Number(duration) : defaultDurationMs;
  return { digit, durationMs: Math.min(given, maxDurationMs) };
}
