// Settings files of Yealink phones (firmware 80 and later): one for all phones, one by the phone's own address.
// Names of settings: Yealink, "SIP IP Phones Auto Provisioning Guide" and its table of parameters.
import { oneLine, registrationSeconds } from "./phone-settings.ts";
import type { PhoneSettings } from "./phone-settings.ts";

/** Every file begins with this line, or the phone passes over it. */
const firstLine = "#!version:1.0.0.1";
/** Key types of the parameter linekey.X.type. */
const keyTypes = { line: 15, lamp: 16 } as const;
/** Values of account.X.sip_server.Y.transport_type. */
const transports = { udp: 0, tls: 2 } as const;
/** The largest phone without an extension module has this many line keys on its pages; the first is the line. */
const maxLineKeys = 21;

/** The file that phones of all people fetch: time, language, and that they fetch again every day. */
export function yealinkCommonFile(
  settings: Pick<PhoneSettings, "utcOffsetMinutes" | "language" | "timeServer">,
): string {
  return file([
    ["static.auto_provision.power_on", 1],
    ["static.auto_provision.repeat.enable", 1],
    ["static.auto_provision.repeat.minutes", 1440],
    ["local_time.ntp_server1", settings.timeServer],
    ["local_time.time_zone", offsetText(settings.utcOffsetMinutes)],
    // The offset of the day is told: the phone adds nothing for summer time.
    ["local_time.summer_time", 0],
    ["lang.gui", settings.language === "zh-CN" ? "Chinese_S" : "English"],
    ["lang.wui", settings.language === "zh-CN" ? "Chinese_S" : "English"],
  ]);
}

/** The file of one phone: its account and its keys. */
export function yealinkPhoneFile({ account, server, colleagues }: PhoneSettings): string {
  const own = "account.1";
  return file([
    [`${own}.enable`, 1],
    [`${own}.label`, account.extension],
    [`${own}.display_name`, account.displayName],
    [`${own}.user_name`, account.extension],
    [`${own}.auth_name`, account.username],
    [`${own}.password`, account.sipSecret],
    [`${own}.sip_server.1.address`, server.host],
    [`${own}.sip_server.1.port`, server.port],
    [`${own}.sip_server.1.transport_type`, transports[server.transport]],
    [`${own}.sip_server.1.expires`, registrationSeconds],
    // 1: encrypted sound when both sides can. Its keys travel in the SIP message, so only over TLS.
    [`${own}.srtp_encryption`, server.transport === "tls" ? 1 : 0],
    [`${own}.nat.rport`, 1],
    [`${own}.nat.udp_update_enable`, 1],
    [`${own}.dtmf.type`, dtmfTypes[account.dtmf]],
    [`${own}.subscribe_mwi`, 1],
    ...codecs(own, ["pcma", "pcmu"], ["g722", "g729", "opus", "ilbc"]),
    ...keys(account, colleagues),
  ]);
}

/** 0: tones in the sound, 1: as RTP events (RFC 4733), 2: SIP INFO. */
const dtmfTypes = { auto: 1, rfc4733: 1, "in-band": 0, info: 2 } as const;

type Setting = readonly [name: string, value: string | number];

function codecs(account: string, wanted: readonly string[], others: readonly string[]): Setting[] {
  return [
    ...wanted.flatMap((codec, index): Setting[] => [
      [`${account}.codec.${codec}.enable`, 1],
      [`${account}.codec.${codec}.priority`, index + 1],
    ]),
    ...others.map((codec): Setting => [`${account}.codec.${codec}.enable`, 0]),
  ];
}

function keys(account: PhoneSettings["account"], colleagues: PhoneSettings["colleagues"]): Setting[] {
  const line: Setting[] = [
    ["linekey.1.type", keyTypes.line],
    ["linekey.1.line", 1],
    ["linekey.1.label", account.extension],
  ];
  const lamps = colleagues
    .slice(0, maxLineKeys - 1)
    .flatMap(({ extension, displayName }, index): Setting[] => {
      const key = `linekey.${index + 2}`;
      return [
        [`${key}.type`, keyTypes.lamp],
        [`${key}.line`, 1],
        [`${key}.value`, extension],
        [`${key}.label`, displayName],
      ];
    });
  return [...line, ...lamps];
}

function file(settings: readonly Setting[]): string {
  const lines = settings.map(([name, value]) => `${name} = ${oneLine(String(value))}`);
  return `${[firstLine, ...lines].join("\n")}\n`;
}

/** As the parameter local_time.time_zone wants it: +8, -3, +5:30. */
function offsetText(minutes: number): string {
  const whole = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `${minutes < 0 ? "-" : "+"}${whole}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}
