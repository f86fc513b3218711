// What a desk phone is told, whatever its make: the files of each make are written from this.
import type { DeskPhone } from "#telephony/endpoints";

export type PhoneSettings = {
  readonly mac: string;
  readonly account: {
    readonly extension: string;
    readonly displayName: string;
    readonly username: string;
    readonly sipSecret: string;
    /** How its keys go; the default of its make where "auto". */
    readonly dtmf: DeskPhone["dtmf"];
  };
  readonly server: { readonly host: string; readonly port: number; readonly transport: "udp" | "tls" };
  /** Colleagues whose lamps and speed keys it shows, the first first. */
  readonly colleagues: readonly { readonly extension: string; readonly displayName: string }[];
  /** East of Greenwich is positive. */
  readonly utcOffsetMinutes: number;
  readonly language: "zh-CN" | "en";
  readonly timeServer: string;
};

/** Behind address translation a mapping of UDP lives for minutes at best, so phones come back often. */
export const registrationSeconds = 300;

/** A setting is one line: whatever would begin another is left out. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "").trim();
}

/** How far a zone is from UTC at a moment, in minutes; phones fetch daily, so summer time is followed. */
export function utcOffsetMinutes(timeZone: string, at: number): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? "") ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -offset : offset;
}
