// Messages whose callers are being called back: answered, they are done.
import type { CallId, FactSource, TenantId, UserId } from "@tandem/kernel";
import type { CallFact } from "#telephony/calls";

/** Who returns which message. */
export type MessageReturn = { readonly tenantId: TenantId; readonly messageId: string; readonly by: UserId };

export class MessageReturns {
  readonly #byCall = new Map<CallId, MessageReturn>();

  constructor(below: FactSource<CallFact>, onAnswered: (returned: MessageReturn) => void) {
    below.on("LegAnswered", ({ callId, agentId }) => {
      const returned = this.#byCall.get(callId);
      if (!returned || agentId) return;
      this.#byCall.delete(callId);
      onAnswered(returned);
    });
    below.on("CallEnded", ({ callId }) => this.#byCall.delete(callId));
  }

  /** This call returns that message. */
  begin(callId: CallId, returned: MessageReturn): void {
    this.#byCall.set(callId, returned);
  }
}
