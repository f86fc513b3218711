// What is refused before anyone is asked: hops, unknown extensions, methods and bodies (RFC 3261 §8.2).
import { isRegisteredMethod } from "../message/index.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import { acceptedBody, allowedMethods, supportedExtensions } from "./local-identity.ts";

export type Refusal = { readonly status: number; readonly headers: HeaderList };

/** Extensions of registration (RFC 3327, RFC 5626), which a phone or its proxy may insist on. */
const registrarExtensions: ReadonlySet<string> = new Set(["path", "outbound"]);

/** Checks that hold in and out of dialogs; undefined when the request may pass. */
export function refuseAnywhere(request: SipRequest): Refusal | undefined {
  if (request.header("require") === undefined) return undefined;
  const known = request.method === "REGISTER" ? registrarExtensions : supportedExtensions;
  const required = request.list("require").filter((tag) => !known.has(tag.toLowerCase()));
  return required.length === 0 ? undefined : { status: 420, headers: [["Unsupported", required.join(", ")]] };
}

/** Checks of a request outside any dialog. */
export function refuseOutOfDialog(request: SipRequest): Refusal | undefined {
  switch (request.method) {
    case "INVITE":
      return refuseHops(request) ?? refuseBody(request);
    case "NOTIFY":
    case "OPTIONS":
    case "REFER":
    case "REGISTER":
    case "SUBSCRIBE":
      return undefined;
    case "BYE":
    case "INFO":
    case "PRACK":
    case "UPDATE":
      return { status: 481, headers: [] };
    default:
      return isRegisteredMethod(request.method)
        ? { status: 405, headers: [["Allow", allowedMethods]] }
        : { status: 501, headers: [] };
  }
}

/**
 * A call may be sent on by us, so it ends where its hops do; what we answer ourselves is answered
 * whatever the count says (RFC 4475 §3.3.11).
 */
function refuseHops(request: SipRequest): Refusal | undefined {
  return Number(request.header("max-forwards") ?? 70) === 0 ? { status: 483, headers: [] } : undefined;
}

function refuseBody(request: SipRequest): Refusal | undefined {
  if (request.body.length > 0 && request.contentType !== acceptedBody) {
    return { status: 415, headers: [["Accept", acceptedBody]] };
  }
  const encoding = request.header("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding !== "identity") return { status: 415, headers: [["Accept-Encoding", "identity"]] };
  const accepts = request.headers("accept").length === 0 ? [acceptedBody] : request.list("accept");
  const acceptsSdp = accepts.some((range) =>
    /^(?:application\/sdp|application\/\*|\*\/\*)$/i.test(range.split(";", 1)[0]?.trim() ?? ""),
  );
  return acceptsSdp ? undefined : { status: 406, headers: [] };
}
