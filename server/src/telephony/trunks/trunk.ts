// What a trunk is: where its calls go and come from, and by which rules.
import type { TenantId, TrunkId } from "@tandem/kernel";
import type { Codec } from "@tandem/sdp";
import type { NumberFormat, PrefixRule } from "./number-format.ts";

export type TrunkServer = {
  /** `sip:host`, with port and `;transport=` when they are not to be found by DNS. */
  readonly uri: string;
  /** Lower is tried first. */
  readonly priority: number;
  /** Share among servers of one priority (RFC 2782). */
  readonly weight: number;
};

export type CallerIdRule = "fixed" | "from-agent" | "pass-through" | "anonymous";

export type MediaEncryption = "none" | "sdes-srtp-optional" | "sdes-srtp-required";

/** How keys come and go: "auto" as both sides agree, else in this form whatever the SDP says. */
export type TrunkDtmf = "auto" | "rfc4733" | "in-band" | "info";

/** What can be read and written of a trunk; passwords are apart. */
export type TrunkSettings = {
  readonly kind: "static" | "registering";
  readonly enabled: boolean;
  readonly servers: readonly TrunkServer[];
  /** Addresses or CIDR ranges from which this trunk's calls come. */
  readonly addresses: readonly string[];
  readonly outboundProxy: string | null;
  readonly registration: { readonly domain: string; readonly expiresSeconds: number } | null;
  readonly username: string | null;
  readonly inboundUsername: string | null;
  readonly mediaEncryption: MediaEncryption;
  readonly dtmf: TrunkDtmf;
  /** In the order they are offered. */
  readonly codecs: readonly Codec[];
  /** 0: its servers are not asked. */
  readonly optionsIntervalSeconds: number;
  readonly maxCalls: number | null;
  readonly callsPerSecond: number | null;
  /** ISO 3166 letters. */
  readonly country: string;
  readonly numbersIn: NumberFormat;
  readonly numbersOut: NumberFormat;
  readonly prefixRules: readonly PrefixRule[];
  readonly callerId: { readonly rule: CallerIdRule; readonly number: string | null };
  readonly trustAssertedIdentity: boolean;
  readonly sendAssertedIdentity: boolean;
  readonly emergencyNumbers: readonly string[];
  readonly tryNextWhenBusy: boolean;
  readonly tryNextWhenUnavailable: boolean;
  readonly redirectHosts: readonly string[];
  readonly priority: number;
  readonly weight: number;
  /** Numbers begin with one of these, in E.164 with +; empty: all. */
  readonly prefixes: readonly string[];
};

/** "unreadable": sealed with a key that this node does not have. */
export type StoredPassword =
  | { readonly kind: "none" | "unreadable" }
  | { readonly kind: "known"; readonly text: string };

export type Trunk = TrunkSettings & {
  readonly id: TrunkId;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly password: StoredPassword;
  readonly inboundPassword: StoredPassword;
};

/** A trunk of a new system: it takes calls from its addresses and sends none. */
export const defaultTrunkSettings: TrunkSettings = {
  kind: "static",
  enabled: true,
  servers: [],
  addresses: [],
  outboundProxy: null,
  registration: null,
  username: null,
  inboundUsername: null,
  mediaEncryption: "none",
  dtmf: "auto",
  codecs: ["PCMA", "PCMU"],
  optionsIntervalSeconds: 30,
  maxCalls: null,
  callsPerSecond: null,
  country: "CN",
  numbersIn: "national",
  numbersOut: "e164",
  prefixRules: [],
  callerId: { rule: "from-agent", number: null },
  trustAssertedIdentity: false,
  sendAssertedIdentity: false,
  emergencyNumbers: [],
  tryNextWhenBusy: false,
  tryNextWhenUnavailable: false,
  redirectHosts: [],
  priority: 10,
  weight: 10,
  prefixes: [],
};
