// The requests a peer sends within a call: each method's way (RFC 3261 §12.2.2).
import { reasonOf } from "../message/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { CallPorts } from "./call-ports.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import { acceptedBody, allowedMethods } from "./local-identity.ts";
import type { OutgoingRefers } from "./outgoing-refers.ts";
import { receiveReferInDialog, receiveSubscribeInDialog } from "./refer.ts";
import type { Renegotiation } from "./renegotiation.ts";
import type { Dialog, DialogEnd } from "./types.ts";

/** The handlers of who holds the dialog. */
type InCallHandlers = Pick<Dialog, "onInfo" | "onRefer"> & {
  readonly isEnded: boolean;
  /** While the peer's INVITE rings. */
  readonly onPrack: ((prack: ServerTransaction) => void) | undefined;
};

export type InDialogPorts = {
  calls: CallPorts;
  peer: DialogPeer;
  renegotiation: Renegotiation;
  refers: OutgoingRefers;
  /** Whose handlers are asked. */
  dialog: InCallHandlers;
  onBye(cause: DialogEnd): void;
};

/** Answers a request whose tags and Call-ID are the dialog's, or hands it to whose part it is. */
export function receiveInCall(ports: InDialogPorts, transaction: ServerTransaction): void {
  const { peer, dialog, renegotiation } = ports;
  const { request } = transaction;
  if (!peer.receive(transaction)) return transaction.respond(500);
  if (request.method === "BYE") {
    transaction.respond(200);
    return ports.onBye({ by: "remote", reason: reasonOf(request) });
  }
  // News of a transfer may come after the end of the call.
  if (request.method === "NOTIFY") return ports.refers.receive(transaction);
  if (dialog.isEnded) return transaction.respond(481);
  switch (request.method) {
    case "INVITE":
    case "UPDATE":
      peer.learn(request);
      return renegotiation.receive(transaction);
    case "PRACK":
      if (dialog.onPrack === undefined) return transaction.respond(481);
      return dialog.onPrack(transaction);
    case "INFO":
      return receiveInfo(dialog, transaction);
    case "REFER":
      return receiveReferInDialog(ports.calls, peer, transaction, dialog.onRefer);
    case "SUBSCRIBE":
      return receiveSubscribeInDialog(ports.calls, peer, transaction);
    case "OPTIONS":
      return transaction.respond(200, { headers: [...peer.contactHeaders(), ["Accept", acceptedBody]] });
    default:
      return transaction.respond(405, { headers: [["Allow", allowedMethods]] });
  }
}

function receiveInfo(dialog: InCallHandlers, transaction: ServerTransaction): void {
  const { request } = transaction;
  transaction.respond(200);
  if (request.body.length > 0)
    dialog.onInfo?.({ contentType: request.contentType ?? "", text: request.text });
}
