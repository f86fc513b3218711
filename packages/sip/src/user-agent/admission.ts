// What is refused before anyone is asked: hops, unknown extensions, methods and bodies (RFC 3261 §8.2).
import type { HeaderList, SipRequest } from "../message/index.ts";
import { acceptedBody, allowedMethods } from "./local-identity.ts";

export type Refusal = { readonly status: number; readonly headers: HeaderList };

/** Checks that hold in and out of dialogs; undefined when the request may pass. */
export function refuseAnywhere(request: SipRequest): Refusal | undefined {
  if (Number(request.header("max-forwards") ?? 70) === 0) return { status: 483, headers: [] };
  const required = request.list("require");
  return required.length === 0 ? undefined : { status: 420, headers: [["Unsupported", required.join(", ")]] };
}

/** Checks of a request outside any dialog. */
export function refuseOutOfDialog(request: SipRequest): Refusal | undefined {
  switch (request.method) {
    case "INVITE":
      return refuseBody(request);
    case "OPTIONS":
    case "REGISTER":
      return undefined;
    case "BYE":
    case "INFO":
    case "UPDATE":
      return { status: 481, headers: [] };
    default:
      return { status: 405, headers: [["Allow", allowedMethods]] };
  }
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
