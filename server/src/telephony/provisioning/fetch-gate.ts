// Who may fetch a phone's settings: the phone with the secret in its URL, the password, and the Ethernet address
// it was made for, from where it was when it fetched first. Pure.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { DeskPhoneMake, Provisioning } from "#telephony/endpoints";

/** Which file of its make a phone asked for. */
export type PhoneFile = "common" | "own";

export type FetchRequest = {
  readonly file: string;
  /** Password of the Authorization header; undefined when it has none. */
  readonly hasPassword: "right" | "wrong" | "none";
  readonly userAgent: string;
  /** Address the request comes from. */
  readonly source: string;
  /** Over HTTPS. */
  readonly isSecure: boolean;
};

export type FetchRefusal =
  /** No such file for this phone: the answer to a wrong secret is the same. */
  | { readonly kind: "unknown-file" }
  /** Over plain HTTP, from a network that is not private. */
  | { readonly kind: "insecure" }
  | { readonly kind: "wrong-password" }
  /** The phone says in its User-Agent that it is another one. */
  | { readonly kind: "other-phone" }
  /** It fetched from another address before, or not in time. */
  | { readonly kind: "closed" };

export type Fetched = {
  readonly file: PhoneFile;
  /** The phone's provisioning after this fetch. */
  readonly provisioning: Provisioning;
};

export function admitFetch(
  phone: Provisioning,
  request: FetchRequest,
  now: number,
): Result<Fetched, FetchRefusal> {
  const file = fileOf(phone, request.file);
  if (!file) return err({ kind: "unknown-file" });
  if (!request.isSecure && !isPrivateAddress(request.source)) return err({ kind: "insecure" });
  if (request.hasPassword !== "right") return err({ kind: "wrong-password" });
  const named = macIn(phone.make, request.userAgent);
  if (named !== undefined && named !== phone.mac) return err({ kind: "other-phone" });
  if (!mayFetchFrom(phone, request.source, now)) return err({ kind: "closed" });
  const provisioning: Provisioning = {
    ...phone,
    fetchesFrom: request.source,
    lastFetchedAt: now,
    lastFetchedBy: request.userAgent.slice(0, maxUserAgentLength),
  };
  // Its own file is the last one that a phone asks for: with it the address is settled.
  return ok({
    file,
    provisioning: file === "own" ? { ...provisioning, openUntil: undefined } : provisioning,
  });
}

/** Longer than any phone's own; what is shown on a page and kept. */
const maxUserAgentLength = 120;

function mayFetchFrom(phone: Provisioning, source: string, now: number): boolean {
  if (phone.openUntil !== undefined) return now < phone.openUntil;
  return phone.fetchesFrom === source;
}

function fileOf({ make, mac }: Provisioning, name: string): PhoneFile | undefined {
  const asked = name.toLowerCase();
  switch (make) {
    case "yealink":
      // The last two digits say the model; all get the same.
      if (/^y0000000000\d\d\.cfg$/.test(asked)) return "common";
      return asked === `${mac}.cfg` ? "own" : undefined;
    case "grandstream":
      return asked === `cfg${mac}.xml` ? "own" : undefined;
    default:
      return make satisfies never;
  }
}

/** Both makes write their Ethernet address into the User-Agent, with colons or without, unless told not to. */
function macIn(make: DeskPhoneMake, userAgent: string): string | undefined {
  const pattern = make === "yealink" ? /\b(?:[\da-f]{2}:){5}[\da-f]{2}\b/i : /\b(?:DevId\s+)([\da-f]{12})\b/i;
  const match = pattern.exec(userAgent);
  return (match?.[1] ?? match?.[0])?.replaceAll(":", "").toLowerCase();
}

/** Loopback, private use and link-local addresses (RFC 6890, RFC 4193): the wire is one's own. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address.toLowerCase();
  return (
    /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(plain) ||
    plain === "::1" ||
    /^f[cd][\da-f]{2}:|^fe[89ab][\da-f]:/.test(plain)
  );
}
