// Requests that belong to no dialog yet: each method's way to whoever the user agent was given for it.
import { dialogKey } from "../dialog/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import { refuseOutOfDialog } from "./admission.ts";
import { IncomingInviteCall } from "./incoming-invite-call.ts";
import type { CallPorts } from "./call-ports.ts";
import { acceptedBody } from "./local-identity.ts";
import { IncomingReferRequest, readRefer } from "./refer.ts";
import { findReplaced } from "./replaces.ts";
import { sessionTimerRefusal } from "./session-timer.ts";
import { allowEvents, readSubscribe, subscriberPeer, SubscriptionDialog } from "./subscription.ts";
import type { SipUserAgentOptions } from "./types.ts";

export type OutOfDialogPorts = {
  options: SipUserAgentOptions;
  calls: CallPorts;
  /** INVITEs that ring; each leaves by itself. */
  ringing: Set<IncomingInviteCall>;
};

/** Hands a new request to the handler of its method, or refuses it. */
export function receiveOutOfDialog(ports: OutOfDialogPorts, transaction: ServerTransaction): void {
  const { request, source, flow } = transaction;
  const refusal = refuseOutOfDialog(request);
  if (refusal !== undefined) return transaction.respond(refusal.status, { headers: refusal.headers });
  switch (request.method) {
    case "INVITE":
      return receiveInvite(ports, transaction);
    case "REGISTER":
      return ports.options.onRegister({
        request,
        source,
        flow,
        respond: (status, options) => transaction.respond(status, options),
      });
    case "SUBSCRIBE":
      return receiveSubscribe(ports, transaction);
    case "NOTIFY":
      // Nobody here asked for it (RFC 6665 §4.1.3).
      return transaction.respond(489, { headers: allowEvents(ports.options.eventPackages ?? []) });
    case "REFER":
      return receiveRefer(ports, transaction);
    default:
      return receiveOptions(ports, transaction);
  }
}

function receiveInvite({ options, calls, ringing }: OutOfDialogPorts, transaction: ServerTransaction): void {
  const { request } = transaction;
  const replaced = findReplaced(request, calls.dialogs);
  if (replaced.kind === "refuse") return transaction.respond(replaced.status);
  const tooSmall = sessionTimerRefusal(request, calls.sessionTimer);
  if (tooSmall !== undefined) return transaction.respond(422, { headers: tooSmall });
  const replaces = replaced.kind === "found" ? replaced : undefined;
  const call = new IncomingInviteCall(calls, transaction, replaces, (done) => ringing.delete(done));
  ringing.add(call);
  options.onInvite(call);
}

function receiveSubscribe({ options, calls }: OutOfDialogPorts, transaction: ServerTransaction): void {
  const packages = options.onSubscribe === undefined ? [] : (options.eventPackages ?? []);
  const asked = readSubscribe(transaction.request, packages, calls.minSubscriptionSeconds);
  if (asked.kind === "refuse") return transaction.respond(asked.status, { headers: asked.headers });
  options.onSubscribe?.(new SubscriptionDialog(calls, transaction, asked));
}

function receiveRefer({ options, calls }: OutOfDialogPorts, transaction: ServerTransaction): void {
  if (options.onRefer === undefined) return transaction.respond(403);
  const { request, localTag } = transaction;
  const referTo = readRefer(request);
  if (referTo === undefined || request.contact === undefined)
    return transaction.respond(400, { reason: "Malformed Refer-To or Contact" });
  const key = dialogKey(request.callId, localTag, request.fromTag ?? "");
  const peer = subscriberPeer(calls, transaction);
  options.onRefer(new IncomingReferRequest(calls, transaction, { peer, referTo, key }));
}

function receiveOptions({ options, calls }: OutOfDialogPorts, transaction: ServerTransaction): void {
  // Whoever asks after a peer learns that it asked itself.
  if (calls.transactions.isOwnRequest(transaction.request)) return transaction.respond(482);
  transaction.respond(200, {
    headers: [
      ...calls.identity.capabilities(),
      ["Accept", acceptedBody],
      ...allowEvents(options.eventPackages ?? []),
    ],
  });
}
