// INVITEs that were open when their process died, and what a later one does about them: ours are cancelled, theirs
// are received as if they had come just now.
//
// Only what is reached by address can be told of: a connection died with its process. The peer of one notices that.
import { dialogFromResponse } from "../dialog/index.ts";
import { headerField, parseMessage, serializeMessage } from "../message/index.ts";
import type { SipRequest } from "../message/index.ts";
import type { Arrival } from "../transaction/index.ts";
import { transportOf } from "../transport/index.ts";
import type { Destination } from "../transport/index.ts";
import type { CallPorts } from "./call-ports.ts";
import { pathOfCall } from "./dialog-peer.ts";
import { InviteDialog } from "./invite-dialog.ts";
import type { LeftArrival, LeftInvite } from "./left-invite-types.ts";

/** Undefined when a later process cannot reach the peer. */
export function leaveInvite(request: SipRequest, destination: Destination): LeftInvite | undefined {
  if ("flow" in destination && transportOf(destination) !== "udp") return undefined;
  return { message: textOf(request), destination };
}

/** As above, for an INVITE that arrived. */
export function leaveArrival({ request, source, flow }: Arrival): LeftArrival | undefined {
  return source.transport === "udp" ? { message: textOf(request), source, flow } : undefined;
}

/** What arrived before; undefined when it is not to be read. */
export function arriveAgain({ message, source, flow }: LeftArrival): Arrival | undefined {
  const request = requestOf(message);
  return request && { request, source, flow };
}

/** Cancels it (RFC 3261 §9.1); whoever answers meanwhile is thanked and hung up on. `reason`: of a Reason header. */
export function endLeftInvite(ports: CallPorts, { message, destination }: LeftInvite, reason: string): void {
  const request = requestOf(message);
  if (request === undefined) return;
  const { transactions } = ports;
  let repeatAck: (() => void) | undefined;
  const transaction = transactions.adoptInvite(request, destination, {
    onResponse: (response) => {
      if (response.status < 200 || response.status > 299) return;
      if (repeatAck !== undefined) return repeatAck();
      const state = dialogFromResponse(request, response);
      const known = { path: pathOfCall(destination), contactUser: undefined, opening: response };
      const dialog = new InviteDialog(ports, { state, ...known });
      repeatAck = dialog.confirm(request, response, { local: request.sdp, remote: response.sdp });
      void dialog.bye({ reason });
    },
    onFailure: () => {},
  });
  transactions.cancel(transaction, [headerField("Reason", reason)]);
}

function textOf(request: SipRequest): string {
  return serializeMessage(request).toString();
}

function requestOf(message: string): SipRequest | undefined {
  const parsed = parseMessage(Buffer.from(message));
  return parsed.ok && parsed.value.kind === "request" ? parsed.value : undefined;
}
