// Numbers that save lives: no limit, block or failed health check keeps a call to one of them back.

/**
 * By ISO 3166 country. 112 is answered by GSM networks everywhere (3GPP TS 22.101 §10.1).
 * CN: police 110, fire 119, ambulance 120, road accidents 122.
 */
const byCountry: Readonly<Record<string, readonly string[]>> = {
  AU: ["000", "106"],
  CA: ["911"],
  CN: ["110", "119", "120", "122"],
  GB: ["999"],
  HK: ["999"],
  IN: ["100", "101", "102", "108"],
  JP: ["110", "118", "119"],
  KR: ["112", "119"],
  MO: ["999"],
  MY: ["999"],
  NZ: ["111"],
  PH: ["911"],
  SG: ["995", "999"],
  TH: ["191", "199", "1669"],
  TW: ["110", "119"],
  US: ["911"],
  VN: ["113", "114", "115"],
};

const everywhere = ["112"];

/** Whether these dialled digits are an emergency number of the country, or one of those added to it. */
export function isEmergencyNumber(dialled: string, country: string, added: readonly string[] = []): boolean {
  return (
    everywhere.includes(dialled) || (byCountry[country] ?? []).includes(dialled) || added.includes(dialled)
  );
}

/** Whether a request says that it is about an emergency: its target (RFC 5031), or its Priority (RFC 3261 §20.26, RFC 7090). */
export function asksForEmergency(request: {
  readonly uri: string;
  header(name: string): string | undefined;
}): boolean {
  if (/^urn:service:sos(?:\.|$)/i.test(request.uri)) return true;
  return /^(?:emergency|psap-callback)$/i.test(request.header("Priority")?.trim() ?? "");
}
