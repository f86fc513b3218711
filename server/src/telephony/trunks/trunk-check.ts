// What is wrong with a trunk before it is stored: each problem names the thing and the cure. Pure.
import { isUnderstoodAddress } from "./address-range.ts";
import { serverAddress } from "./server-address.ts";
import type { TrunkSettings } from "./trunk.ts";

export type TrunkProblem = { readonly field: string; readonly message: string };

export type TrunkToCheck = TrunkSettings & {
  readonly hasPassword: boolean;
  readonly hasInboundPassword: boolean;
};

/** Fills in what follows from the rest: a registering trunk without servers calls where it registers. */
export function completedSettings<Settings extends TrunkSettings>(settings: Settings): Settings {
  const { kind, registration, servers } = settings;
  if (kind !== "registering" || !registration || servers.length > 0) return settings;
  return { ...settings, servers: [{ uri: `sip:${registration.domain}`, priority: 10, weight: 10 }] };
}

/** The first problem; undefined when there is none. `canEncrypt`: media speaks SDES-SRTP. */
export function checkTrunk(trunk: TrunkToCheck, canEncrypt: boolean): TrunkProblem | undefined {
  return (
    checkRegistration(trunk) ?? checkPlaces(trunk) ?? checkPasswords(trunk) ?? checkRules(trunk, canEncrypt)
  );
}

function checkRegistration({
  kind,
  registration,
  username,
  hasPassword,
}: TrunkToCheck): TrunkProblem | undefined {
  if (kind !== "registering") return undefined;
  if (!registration)
    return problem(
      "registration",
      "a trunk that registers needs the carrier's domain: enter it, or choose a static peer",
    );
  const domain = serverAddress(registration.domain);
  if (!domain.ok) return problem("registration.domain", `the domain ${domain.error.message}`);
  if (!username || !hasPassword)
    return problem("username", "a trunk that registers needs the user name and password from your carrier");
  return undefined;
}

function checkPlaces({
  servers,
  addresses,
  outboundProxy,
  inboundUsername,
}: TrunkToCheck): TrunkProblem | undefined {
  for (const [index, { uri }] of servers.entries()) {
    const read = serverAddress(uri);
    if (!read.ok) return problem(`servers.${index}.uri`, `server ${read.error.message}`);
  }
  const proxy = outboundProxy === null ? undefined : serverAddress(outboundProxy);
  if (proxy && !proxy.ok) return problem("outboundProxy", `outbound proxy ${proxy.error.message}`);
  for (const [index, address] of addresses.entries()) {
    if (isUnderstoodAddress(address)) continue;
    return problem(
      `addresses.${index}`,
      `"${address}" is neither an IP address nor a range; write 203.0.113.5 or 203.0.113.0/24`,
    );
  }
  if (servers.length === 0 && addresses.length === 0 && inboundUsername === null) {
    return problem(
      "servers",
      "nothing leads to or from this trunk: enter a server for calls out, or an address calls come from",
    );
  }
  return undefined;
}

function checkPasswords(trunk: TrunkToCheck): TrunkProblem | undefined {
  const { username, inboundUsername, hasPassword, hasInboundPassword } = trunk;
  if (username && !hasPassword)
    return problem("password", `the user name ${username} needs its password: enter it, or remove the name`);
  if (!username && hasPassword)
    return problem(
      "username",
      "there is a password without a user name: enter the name, or remove the password",
    );
  if (inboundUsername && !hasInboundPassword)
    return problem(
      "inboundPassword",
      `calls that prove to be ${inboundUsername} need a password: enter it, or remove the name`,
    );
  return undefined;
}

function checkRules(trunk: TrunkToCheck, canEncrypt: boolean): TrunkProblem | undefined {
  const { callerId, mediaEncryption, codecs } = trunk;
  if (callerId.rule === "fixed" && callerId.number === null)
    return problem("callerId.number", "a fixed caller ID needs its number: enter it, or choose another rule");
  if (mediaEncryption === "sdes-srtp-required" && !canEncrypt)
    return problem(
      "mediaEncryption",
      "this system cannot encrypt a trunk's sound with SDES-SRTP yet, so every call would fail; choose optional or none",
    );
  if (new Set(codecs).size < codecs.length)
    return problem("codecs", "a codec is named twice; name each once");
  return undefined;
}

function problem(field: string, message: string): TrunkProblem {
  return { field, message };
}
