// A phone's request to hand the other side of its call over (RFC 3515), in the words of calls.
import { parseUri } from "@tandem/sip";
import type { IncomingRefer } from "@tandem/sip";
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";

/** A leg and the call it is in. */
export type LegOfCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly agentId: AgentId | null;
};

/** A dialog as a Replaces header names it. */
export type DialogName = { readonly callId: string; readonly toTag: string; readonly fromTag: string };

/** Nothing is answered until `accept` or `reject`. */
export type TransferRequest = {
  /** Whose other side is to be handed over. */
  readonly by: LegOfCall;
  /** Whom it is to be handed to: an extension or a number, as dialled. */
  readonly number: string;
  /** The phone's other call, whose other side is meant: a leg of ours, or "unknown". Undefined: `number` is called. */
  readonly consultation: LegOfCall | "unknown" | undefined;
  /** From here on the phone is told SIP statuses of how it goes; 200 and above are the last. */
  accept(): { notify(status: number): void };
  reject(status: number): void;
};

/** `legNamed` finds legs of ours. */
export function readTransfer(
  refer: IncomingRefer,
  by: LegOfCall,
  legNamed: (name: DialogName) => LegOfCall | undefined,
): TransferRequest {
  const { uri, replaces } = refer.referTo;
  return {
    by,
    number: parseUri(uri)?.user ?? "",
    consultation: replaces && (legNamed(replaces) ?? "unknown"),
    accept: () => refer.accept(),
    reject: (status) => refer.reject(status),
  };
}
