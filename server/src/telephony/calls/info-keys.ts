// Keys in the body of SIP INFO, as phones and gateways have written them since before there was an RFC for it.
import type { MessageBody } from "@tandem/sip";

export type InfoKey = { readonly digit: string; readonly durationMs: number };

/** A body of the older form names the key and nothing else. */
const usualDurationMs = 160;
const longestMs = 60_000;
/** `*`, `#` and A–D have numbers as well: those of telephone events (RFC 4733 §3.2). */
const numbered: Readonly<Record<string, string>> = { 10: "*", 11: "#", 12: "A", 13: "B", 14: "C", 15: "D" };

/** The key of an INFO; undefined when it is about something else. */
export function readInfoKey({ contentType, text }: MessageBody): InfoKey | undefined {
  const [type = ""] = contentType.toLowerCase().split(";", 1);
  if (type.trim() === "application/dtmf") return keyOf(text, usualDurationMs);
  if (type.trim() !== "application/dtmf-relay") return undefined;
  const [, signal] = /^\s*Signal\s*=\s*(\S+)\s*$/im.exec(text) ?? [];
  const [, duration] = /^\s*Duration\s*=\s*(\d{1,6})\s*$/im.exec(text) ?? [];
  return keyOf(signal ?? "", Math.min(longestMs, Number(duration ?? usualDurationMs)));
}

/** The INFO that tells a key. */
export function writeInfoKey({ digit, durationMs }: InfoKey): MessageBody {
  const text = `Signal=${digit}\r\nDuration=${durationMs}\r\n`;
  return { contentType: "application/dtmf-relay", text };
}

function keyOf(signal: string, durationMs: number): InfoKey | undefined {
  const text = signal.trim().toUpperCase();
  const digit = numbered[text] ?? text;
  return /^[0-9*#A-D]$/.test(digit) ? { digit, durationMs } : undefined;
}
