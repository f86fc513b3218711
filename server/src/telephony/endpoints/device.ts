// A device of an agent: a browser, a desk phone or a mobile, and what each kind needs.
import type { AgentId, DeviceId, TenantId } from "@tandem/kernel";
import type { DtmfSetting } from "#telephony/calls";

export type DeskPhoneMake = "yealink" | "grandstream";

type Own = {
  readonly id: DeviceId;
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  /** As its owner calls it; empty: it is called by its kind. */
  readonly name: string;
  readonly enabled: boolean;
  /** How long it rings before the next one does, when devices ring in turn. */
  readonly ringSeconds: number;
};

/** The SIP user name of a phone, and the hashes of its secret (RFC 7616 §3.4.2). */
export type DeviceCredential = {
  readonly username: string;
  readonly ha1Md5: string;
  readonly ha1Sha256: string;
};

/** How a desk phone may fetch its settings, and when it last did. */
export type Provisioning = {
  readonly make: DeskPhoneMake;
  /** 12 hex digits in lower case. */
  readonly mac: string;
  /** SHA-256 of the secret in its URL, in hex. */
  readonly secretHash: string;
  /** SHA-256 of the password it has to give as well, in hex. */
  readonly passwordHash: string;
  /** Until then the next fetch may come from any address, which is remembered; ms since the epoch. */
  readonly openUntil: number | undefined;
  /** The one address it may fetch from later. */
  readonly fetchesFrom: string | undefined;
  readonly lastFetchedAt: number | undefined;
  readonly lastFetchedBy: string | undefined;
};

export type Device = Own &
  (
    | { readonly kind: "browser" }
    | {
        readonly kind: "desk-phone";
        readonly credential: DeviceCredential;
        /** How its keys come and go. */
        readonly dtmf: DtmfSetting;
        /** Undefined: its settings are typed in by hand. */
        readonly provisioning: Provisioning | undefined;
      }
    | { readonly kind: "mobile"; readonly number: string }
  );

export type DeskPhone = Extract<Device, { kind: "desk-phone" }>;

/** An Ethernet address as 12 lower-case hex digits, from any usual way of writing it; undefined when it is none. */
export function readMac(text: string): string | undefined {
  const digits = text.replaceAll(/[\s:.-]/g, "").toLowerCase();
  return /^[0-9a-f]{12}$/.test(digits) ? digits : undefined;
}
