// One re-INVITE or UPDATE of ours until its final response, with the ACK it gets.
import type { SipResponse } from "../message/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import { acceptedBody } from "./local-identity.ts";
import type { SessionTimer } from "./session-timer.ts";

/** `offer` is left out by an UPDATE that only refreshes. */
export type RenegotiationRequest = {
  readonly method: "INVITE" | "UPDATE";
  readonly offer: string | undefined;
};

export type RenegotiationOutcome =
  | { readonly kind: "response"; readonly response: SipResponse }
  | { readonly kind: "failure"; readonly reason: "timeout" | "transport" };

/** Sends it, again after a 422 that names a higher minimum (RFC 4028 §7.3); `onFinal` hears once. */
export function sendRenegotiation(
  dialog: { readonly peer: DialogPeer; readonly timer: SessionTimer },
  { method, offer }: RenegotiationRequest,
  onFinal: (outcome: RenegotiationOutcome) => void,
): void {
  const { peer, timer } = dialog;
  let repeatAck: (() => void) | undefined;
  const headers = peer.state.phase === "confirmed" ? timer.requestHeaders() : [];
  const body = offer === undefined ? undefined : { contentType: acceptedBody, text: offer };
  peer.send(
    method,
    { headers, body },
    {
      onResponse: (response, request) => {
        if (response.status < 200) return;
        if (repeatAck !== undefined) return repeatAck(); // a copy of the 2xx: our ACK was lost
        const { phase } = peer.state;
        if (response.status === 422 && phase === "confirmed" && timer.raise(response))
          return sendRenegotiation(dialog, { method, offer }, onFinal);
        if (response.status < 300) {
          if (method === "INVITE") repeatAck = peer.acknowledge(request, response);
          if (phase === "confirmed") timer.agreeByResponse(response);
        }
        onFinal({ kind: "response", response });
      },
      onFailure: (reason) => onFinal({ kind: "failure", reason }),
    },
  );
}
