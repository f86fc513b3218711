// Who a call over a trunk says it comes from: From, P-Asserted-Identity (RFC 3325) and Privacy (RFC 3323). Pure.
import { encodeUser } from "@tandem/sip";
import type { HeaderList } from "@tandem/sip";
import { fromE164 } from "./number-format.ts";
import type { Trunk } from "./trunk.ts";

/** What the caller would show. */
export type CallerId = {
  /** E.164 or an extension; empty: none. */
  readonly number: string;
  readonly displayName?: string | undefined;
  /** The caller wants to stay unknown to the callee. */
  readonly withheld: boolean;
};

export type CallerIdentity = {
  readonly from: { readonly uri: string; readonly displayName?: string };
  readonly headers: HeaderList;
  /** What the callee may see, for the record; empty: nothing. */
  readonly shown: string;
};

/**
 * `domain` is ours at the carrier, for a static peer our own address. A withheld number still goes to a carrier
 * that wants P-Asserted-Identity: it needs it for emergency calls and for billing, and keeps it to itself.
 */
export function callerIdentity(
  trunk: Pick<Trunk, "callerId" | "numbersOut" | "country" | "sendAssertedIdentity" | "username">,
  caller: CallerId,
  domain: string,
): CallerIdentity {
  const { rule } = trunk.callerId;
  const withheld = caller.withheld || rule === "anonymous";
  const number = numberShown(trunk, caller);
  const user = fromE164(number, trunk.country, trunk.numbersOut);
  const uri = user === "" ? `sip:${domain}` : `sip:${encodeUser(user)}@${domain}`;
  const headers: (readonly [string, string])[] = [];
  if (trunk.sendAssertedIdentity && user !== "") headers.push(["P-Asserted-Identity", `<${uri}>`]);
  if (withheld) {
    headers.push(["Privacy", "id"]);
    // RFC 3323 §4.1.1.3: what a From says that says nothing.
    return { from: { uri: "sip:anonymous@anonymous.invalid", displayName: "Anonymous" }, headers, shown: "" };
  }
  const name = rule === "fixed" ? undefined : caller.displayName;
  return { from: name === undefined ? { uri } : { uri, displayName: name }, headers, shown: number };
}

function numberShown(trunk: Pick<Trunk, "callerId" | "username">, caller: CallerId): string {
  const fallback = trunk.callerId.number ?? trunk.username ?? "";
  switch (trunk.callerId.rule) {
    case "fixed":
    case "anonymous":
      return fallback;
    case "from-agent":
      // An extension means nothing outside: then the trunk's own number is shown.
      return caller.number.startsWith("+") ? caller.number : fallback;
    case "pass-through":
      return caller.number === "" ? fallback : caller.number;
    default:
      return trunk.callerId.rule satisfies never;
  }
}
