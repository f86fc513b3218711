// Who calls over a trunk and whom, from the INVITE's headers (RFC 3261, 3323, 3325; 3GPP TS 24.229 §5.2). Pure.
import { parseNameAddress } from "@tandem/sip";
import type { SipRequest } from "@tandem/sip";
import { bareNumber, toE164 } from "./number-format.ts";
import type { Trunk } from "./trunk.ts";

export type InboundIdentity = {
  /** E.164 where it is a whole number; empty when withheld. */
  readonly ani: string;
  readonly dnis: string;
  /** The same as the carrier wrote them. */
  readonly original: { readonly ani: string; readonly dnis: string };
  readonly displayName: string | undefined;
  /** The caller does not want to be known; a trusted carrier may have told us all the same, but people are not shown it. */
  readonly withheld: boolean;
};

type Headers = Pick<SipRequest, "header" | "headers" | "from" | "to" | "parsedUriOrUndefined">;

/** No number is longer (E.164: 15 digits; some carriers add a few); a name that long is no name. */
const longestNumber = 64;
const longestName = 128;

/** `toContact`: the Request-URI is the contact we registered, so that the number is elsewhere (RFC 7315 §4.2, To). */
export function inboundIdentity(
  request: Headers,
  trunk: Pick<Trunk, "trustAssertedIdentity" | "country" | "numbersIn">,
  toContact: boolean,
): InboundIdentity {
  const { from } = request;
  const asserted = trunk.trustAssertedIdentity ? assertedIdentity(request) : undefined;
  const withheld = isWithheld(request, from?.user, from?.host, from?.displayName);
  const callerText = withheld ? "" : (asserted?.user ?? from?.user ?? "").slice(0, longestNumber);
  const dialledUser = toContact ? calledParty(request) : request.parsedUriOrUndefined?.user;
  const dialledText = (dialledUser ?? "").slice(0, longestNumber);
  const written = (text: string) => toE164(text, trunk.country, trunk.numbersIn);
  const displayName = withheld
    ? undefined
    : (asserted?.displayName ?? from?.displayName)?.slice(0, longestName);
  return {
    ani: written(callerText),
    dnis: written(dialledText),
    original: { ani: bareNumber(callerText), dnis: bareNumber(dialledText) },
    displayName: displayName === "" ? undefined : displayName,
    withheld,
  };
}

function calledParty(request: Headers): string | undefined {
  const called = request.header("P-Called-Party-ID");
  return (called === undefined ? undefined : parseNameAddress(called)?.user) ?? request.to?.user;
}

/** Of one SIP and one TEL identity (RFC 3325 §9.1) the first that can be read. */
function assertedIdentity(request: Headers): { user: string; displayName: string | undefined } | undefined {
  for (const value of request.headers("P-Asserted-Identity")) {
    for (const part of value.split(/,(?=\s*(?:"|<|sips?:|tel:))/)) {
      const address = parseNameAddress(part);
      if (address?.user) return { user: address.user, displayName: address.displayName };
    }
  }
  return undefined;
}

/** `Privacy: id` (RFC 3325 §9.3), `user`, `header` (RFC 3323), or one of the Froms that mean nobody. */
function isWithheld(
  request: Headers,
  user: string | undefined,
  host: string | undefined,
  displayName: string | undefined,
): boolean {
  const privacy = (request.header("Privacy") ?? "").toLowerCase().split(/[;,\s]+/);
  if (["id", "user", "header"].some((word) => privacy.includes(word))) return true;
  const name = (user ?? "").toLowerCase();
  // 3GPP TS 23.003 §13.6 and §13.7: the caller asked, the network does not know, or a coin phone.
  if (["anonymous", "unavailable", "unknown", "restricted", "private"].includes(name)) return true;
  return host === "anonymous.invalid" || (name === "" && displayName?.toLowerCase() === "anonymous");
}
