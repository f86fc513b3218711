// A trunk as the form holds it: lists are lines of text, and passwords are empty until somebody writes one. Pure.
import { trunkSettingsSchema } from "@tandem/contract";
import type { TrunkInput, TrunkView } from "@tandem/contract";

type Settings = ReturnType<typeof trunkSettingsSchema.parse>;

type Lines = "servers" | "addresses" | "emergencyNumbers" | "redirectHosts" | "prefixes";

export type TrunkFormValues = Omit<
  Settings,
  Lines | "registration" | "callerId" | "outboundProxy" | "username" | "inboundUsername"
> & {
  readonly [List in Lines]: string;
} & {
  readonly name: string;
  readonly domain: string;
  readonly expiresSeconds: number;
  readonly username: string;
  readonly password: string;
  readonly inboundUsername: string;
  readonly inboundPassword: string;
  readonly outboundProxy: string;
  readonly callerRule: Settings["callerId"]["rule"];
  readonly callerNumber: string;
};

/** What the form begins with: the trunk, or a new one. */
export function formValuesOf(trunk: TrunkView | undefined): TrunkFormValues {
  const settings = trunk ?? trunkSettingsSchema.parse({});
  const { registration, callerId, servers, addresses, emergencyNumbers, redirectHosts, prefixes, ...rest } =
    settings;
  return {
    ...trunkSettingsSchema.omit(listsAndParts).parse(rest),
    name: trunk?.name ?? "",
    servers: inOrder(servers)
      .map(({ uri }) => uri)
      .join("\n"),
    addresses: addresses.join("\n"),
    emergencyNumbers: emergencyNumbers.join("\n"),
    redirectHosts: redirectHosts.join("\n"),
    prefixes: prefixes.join("\n"),
    domain: registration?.domain ?? "",
    expiresSeconds: registration?.expiresSeconds ?? 600,
    username: settings.username ?? "",
    password: "",
    inboundUsername: settings.inboundUsername ?? "",
    inboundPassword: "",
    outboundProxy: settings.outboundProxy ?? "",
    callerRule: callerId.rule,
    callerNumber: callerId.number ?? "",
  };
}

/** What is sent: `before` knows the weights of servers that stay, and whether a password goes with its name. */
export function trunkInputOf(values: TrunkFormValues, before: TrunkView | undefined): TrunkInput {
  const { domain, expiresSeconds, callerRule, callerNumber, password, inboundPassword, ...rest } = values;
  const isRegistering = values.kind === "registering";
  return {
    ...rest,
    servers: serversOf(values.servers, before),
    addresses: lines(values.addresses),
    emergencyNumbers: lines(values.emergencyNumbers),
    redirectHosts: lines(values.redirectHosts),
    prefixes: lines(values.prefixes),
    registration: isRegistering && domain.trim() !== "" ? { domain: domain.trim(), expiresSeconds } : null,
    username: textOrNull(values.username),
    inboundUsername: textOrNull(values.inboundUsername),
    outboundProxy: textOrNull(values.outboundProxy),
    callerId: { rule: callerRule, number: textOrNull(callerNumber.replaceAll(/[\s()-]/g, "")) },
    ...passwordOf("password", password, values.username),
    ...passwordOf("inboundPassword", inboundPassword, values.inboundUsername),
  };
}

const listsAndParts = {
  registration: true,
  callerId: true,
  servers: true,
  addresses: true,
  emergencyNumbers: true,
  redirectHosts: true,
  prefixes: true,
  username: true,
  inboundUsername: true,
  outboundProxy: true,
} as const;

function inOrder<Item extends { readonly priority: number }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => a.priority - b.priority);
}

/** Servers of one priority that stay side by side still share calls; all others follow the order of the lines. */
function serversOf(text: string, before: TrunkView | undefined): TrunkInput["servers"] {
  const uris = lines(text);
  const known = inOrder(before?.servers ?? []);
  if (uris.join("\n") === known.map(({ uri }) => uri).join("\n")) return known;
  return uris.map((uri, at) => ({
    uri,
    priority: (at + 1) * 10,
    weight: known.find((each) => each.uri === uri)?.weight ?? 10,
  }));
}

/** Nothing written keeps the stored one; without its user name a password goes. */
function passwordOf(field: "password" | "inboundPassword", written: string, username: string) {
  if (username.trim() === "") return { [field]: null };
  return written === "" ? {} : { [field]: written };
}

function lines(text: string): string[] {
  return text.split("\n").flatMap((line) => line.trim() || []);
}

function textOrNull(text: string): string | null {
  return text.trim() || null;
}
