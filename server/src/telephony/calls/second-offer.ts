// An INVITE that goes out a second time with another offer when the phone does not accept the first (RFC 3261 §21.4.26).
import type { OutgoingInvite } from "@tandem/sip";
import type { LegInviteOptions } from "./leg-signalling.ts";

type Dial = (options: LegInviteOptions) => OutgoingInvite;

/** To its caller it is one INVITE. `secondOffer` is asked for after a 488 alone; without it, that is final. */
export function dialWithSecondOffer(
  dial: Dial,
  options: LegInviteOptions,
  secondOffer: (() => string) | undefined,
): OutgoingInvite {
  let current = dial(options);
  let isCancelled = false;
  const outcome = current.outcome.then((first) => {
    const isUnacceptable = !first.ok && first.error.kind === "rejected" && first.error.status === 488;
    if (!isUnacceptable || isCancelled || secondOffer === undefined) return first;
    current = dial({ ...options, offer: secondOffer() });
    return current.outcome;
  });
  return {
    get callId() {
      return current.callId;
    },
    outcome,
    left: () => current.left?.(),
    cancel: (reason) => {
      isCancelled = true;
      current.cancel(reason);
    },
  };
}
