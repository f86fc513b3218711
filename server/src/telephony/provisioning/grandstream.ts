// The settings file of Grandstream desk phones (GXP21xx and alike): XML with numbered parameters.
// Numbers: Grandstream, "XML Configuration File Generator User Guide" and the GXP21xx configuration template.
import { oneLine, registrationSeconds } from "./phone-settings.ts";
import type { PhoneSettings } from "./phone-settings.ts";

/** Values of P130. */
const transports = { udp: 0, tls: 2 } as const;
/** Virtual multi-purpose key n has its mode in P1361+2n, its account in P1362+2n, label and value in P1463+2n and P1464+2n. */
const keyBase = { mode: 1361, account: 1362, label: 1463, value: 1464 } as const;
/** Key modes: the line itself, a busy lamp. */
const keyModes = { line: 0, lamp: 11 } as const;
/** So many keys are numbered in this way; the first is the line. */
const maxKeys = 6;

type Parameter = readonly [number: number, value: string | number];

/** The file of one phone. */
export function grandstreamFile(settings: PhoneSettings): string {
  const { mac, account, server } = settings;
  const parameters: Parameter[] = [
    [271, 1],
    [270, account.extension],
    [3, account.displayName],
    [47, `${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`],
    [35, account.extension],
    [36, account.username],
    [34, account.sipSecret],
    [31, 1],
    // In minutes.
    [32, Math.round(registrationSeconds / 60)],
    [130, transports[server.transport]],
    // 0: "sip:" also over TLS, which is what our Contact says.
    [2329, 0],
    // 1: encrypted sound when both sides can. Its keys travel in the SIP message, so only over TLS.
    [183, server.transport === "tls" ? 1 : 0],
    // Asks for waiting messages by itself.
    [99, 1],
    // Tones as RTP events (RFC 4733) with payload type 101, not in the sound and not by INFO.
    [2301, 0],
    [2302, 1],
    [2303, 0],
    [79, 101],
    // Codecs in order: G.711 A-law, then µ-law; the other places repeat them.
    ...[57, 58, 59, 60, 61, 62].map((place, index): Parameter => [place, index === 0 ? 8 : 0]),
    [30, settings.timeServer],
    [64, "customize"],
    [246, posixZone(settings.utcOffsetMinutes)],
    [1362, settings.language === "zh-CN" ? "zh" : "en"],
    // Fetches again every day.
    [194, 1],
    ...keys(settings),
  ];
  const lines = parameters.map(
    ([number, value]) => `    <P${number}>${escapeXml(oneLine(String(value)))}</P${number}>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<gs_provision version="1">\n  <mac>${mac}</mac>\n` +
    `  <config version="1">\n${lines.join("\n")}\n  </config>\n</gs_provision>\n`
  );
}

function keys({ account, colleagues }: PhoneSettings): Parameter[] {
  const key = (place: number, mode: number, label: string, value: string): Parameter[] => [
    [keyBase.mode + 2 * place, mode],
    // Account 1.
    [keyBase.account + 2 * place, 0],
    [keyBase.label + 2 * place, label],
    [keyBase.value + 2 * place, value],
  ];
  const lamps = colleagues
    .slice(0, maxKeys - 1)
    .flatMap(({ extension, displayName }, index) => key(index + 2, keyModes.lamp, displayName, extension));
  return [...key(1, keyModes.line, account.extension, ""), ...lamps];
}

/** POSIX counts west of Greenwich as positive: UTC+8 is "TZ-8". */
function posixZone(minutes: number): string {
  const rest = Math.abs(minutes) % 60;
  const hours = `${minutes > 0 ? "-" : "+"}${Math.trunc(Math.abs(minutes) / 60)}`;
  return `TZ${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
