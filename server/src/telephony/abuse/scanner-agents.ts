// Tools that scan the internet for phone systems, by what they call themselves.

/**
 * Beginnings and parts of User-Agent values, lower case. Sources: the tools' own code and manuals (SIPVicious writes
 * "friendly-scanner", its OSS successor "sipvicious"; "sundayddr" and "VaxSIPUserAgent" are the two that most
 * honeypots report; "sip-scan", "sipsak", "sipcli", "smap", "iWar", "SIVuS", "Gulp" and "scan" are in the fail2ban
 * and Kamailio documentation's lists). Some are also honest tools: whoever uses them on purpose is on the allow list.
 */
const names = [
  "friendly-scanner",
  "friendly-request",
  "sipvicious",
  "sipcli",
  "sipsak",
  "sip-scan",
  "sipscan",
  "sundayddr",
  "vaxsipuseragent",
  "pplsip",
  "iwar",
  "csipsimple-scan",
  "sivus",
  "siparmyknife",
  "smap ",
  "gulp",
  "eyebeam-scan",
  "scanner",
] as const;

/** As far into a message as its User-Agent is looked for. */
const headLength = 2_048;
const userAgentLine = /^user-agent[ \t]*:[ \t]*([^\r\n]{0,200})/im;

/** True when the message says that it comes from a scanner. */
export function isScanner(bytes: Buffer): boolean {
  const agent = userAgentLine.exec(bytes.toString("latin1", 0, headLength))?.[1]?.toLowerCase();
  return agent !== undefined && names.some((name) => agent.includes(name));
}
