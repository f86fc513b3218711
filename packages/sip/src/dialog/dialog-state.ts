// The state of a dialog (RFC 3261 §12): identity, CSeq numbers, route set, remote target.
//
// | phase      | meaning                                         | left by                          |
// |------------|-------------------------------------------------|----------------------------------|
// | early      | INVITE under way, tags known                    | 2xx: confirmed; 3xx-6xx, CANCEL: terminated |
// | confirmed  | the call stands                                 | BYE, timeout, 481: terminated    |
// | terminated | only BYEs and stray copies are still answered   |                                  |
import { parseNameAddress } from "../message/index.ts";
import type { SipRequest, SipResponse, SipUri } from "../message/index.ts";

export type DialogState = {
  readonly phase: "early" | "confirmed" | "terminated";
  /** Who sent the INVITE that made the dialog: "uac" is us. */
  readonly role: "uac" | "uas";
  readonly callId: string;
  readonly localTag: string;
  /** "" for a peer of RFC 2543. */
  readonly remoteTag: string;
  /** From and To values without tag, as they are written in our requests. */
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly remoteUri: string;
  readonly localSequence: number;
  /** Undefined until the peer sent a request. */
  readonly remoteSequence: number | undefined;
  readonly remoteTarget: string;
  /** Route header values in the order our requests carry them. */
  readonly routeSet: readonly string[];
};

/** UAS (§12.1.1): from the INVITE and the tag we answer it with. */
export function dialogFromRequest(request: SipRequest, localTag: string): DialogState {
  return {
    phase: "early",
    role: "uas",
    callId: request.callId,
    localTag,
    remoteTag: request.fromTag ?? "",
    localAddress: withoutTag(request.header("to") ?? ""),
    remoteAddress: withoutTag(request.header("from") ?? ""),
    remoteUri: request.from.uri,
    localSequence: 0,
    remoteSequence: request.cseq.sequence,
    // A caller of RFC 2543 may leave Contact out; its From is all there is.
    remoteTarget: request.contact?.uri ?? request.from.uri,
    routeSet: request.list("record-route"),
  };
}

/** UAC (§12.1.2): from our INVITE and a response to it with a To tag; `confirmed` for a 2xx. */
export function dialogFromResponse(request: SipRequest, response: SipResponse): DialogState {
  return {
    phase: response.status >= 200 ? "confirmed" : "early",
    role: "uac",
    callId: request.callId,
    localTag: request.fromTag ?? "",
    remoteTag: response.toTag ?? "",
    localAddress: withoutTag(request.header("from") ?? ""),
    remoteAddress: withoutTag(request.header("to") ?? ""),
    remoteUri: request.to.uri,
    localSequence: request.cseq.sequence,
    remoteSequence: undefined,
    remoteTarget: response.contact?.uri ?? request.uri,
    routeSet: response.list("record-route").toReversed(),
  };
}

/** The 2xx to our INVITE: target and route set are taken from it anew (§13.2.2.4). */
export function confirmByResponse(
  state: DialogState,
  request: SipRequest,
  response: SipResponse,
): DialogState {
  const { remoteTarget, routeSet } = dialogFromResponse(request, response);
  return { ...state, phase: "confirmed", remoteTarget, routeSet };
}

export function withPhase(state: DialogState, phase: DialogState["phase"]): DialogState {
  return { ...state, phase };
}

export type RequestRouting = {
  readonly uri: string;
  /** Route header values. */
  readonly routes: readonly string[];
  /** URI of the next hop. */
  readonly nextHop: SipUri | undefined;
};

/** Request-URI, Route headers and next hop of our requests (§12.2.1.1). */
export function routeRequest(state: DialogState): RequestRouting {
  const [first, ...others] = state.routeSet;
  const target = parseNameAddress(`<${state.remoteTarget}>`)?.parsedUri;
  const firstRoute = first === undefined ? undefined : parseNameAddress(first)?.parsedUri;
  if (first === undefined || firstRoute === undefined)
    return { uri: state.remoteTarget, routes: [], nextHop: target };
  if (firstRoute.params.has("lr"))
    return { uri: state.remoteTarget, routes: state.routeSet, nextHop: firstRoute };
  // A strict router wants itself in the Request-URI and the target at the end of the route.
  return { uri: firstRoute.text, routes: [...others, `<${state.remoteTarget}>`], nextHop: firstRoute };
}

/** The state after we sent a request with a new CSeq number. */
export function withNextSequence(state: DialogState): DialogState {
  return { ...state, localSequence: state.localSequence + 1 };
}

export type ReceivedRequest =
  | { readonly kind: "in-order"; readonly state: DialogState }
  /** Its CSeq is not higher than the last one: answer 500 (§12.2.2). */
  | { readonly kind: "out-of-order" };

/** Requests whose Contact is the peer's new target (§12.2.2; RFC 3311 §5.1; RFC 6665 §4.4.1; RFC 3515 §2.2). */
export const targetRefreshMethods: ReadonlySet<string> = new Set([
  "INVITE",
  "UPDATE",
  "SUBSCRIBE",
  "NOTIFY",
  "REFER",
]);

/** A request from the peer; some bring a new remote target. */
export function receiveInDialog(state: DialogState, request: SipRequest): ReceivedRequest {
  const { sequence } = request.cseq;
  if (state.remoteSequence !== undefined && sequence <= state.remoteSequence) return { kind: "out-of-order" };
  const remoteTarget =
    (targetRefreshMethods.has(request.method) ? request.contact?.uri : undefined) ?? state.remoteTarget;
  return { kind: "in-order", state: { ...state, remoteSequence: sequence, remoteTarget } };
}

/** Key of a dialog at one user agent. */
export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

/** An address header's value with its tag cut off; other parameters are the peer's and stay out as well. */
function withoutTag(value: string): string {
  const close = value.lastIndexOf(">");
  if (close >= 0) return value.slice(0, close + 1);
  const semicolon = value.indexOf(";");
  return semicolon < 0 ? value : value.slice(0, semicolon);
}
