// The call to whoever asked for it, before any agent's phone rings.
import type { CallId } from "@tandem/kernel";
import type { Callback } from "./callback.ts";
import { settingsFor } from "./callback-ports.ts";
import type { CallbacksOptions } from "./callback-ports.ts";

/** Undefined: no line is free, or the tenant may not call now. It may have ended already. */
export function callTheCaller(
  callback: Callback,
  { calls, queues, dialOut }: Pick<CallbacksOptions, "calls" | "queues" | "dialOut">,
): CallId | undefined {
  const { tenantId, number, dnis, queueId } = callback;
  return calls.callOut({
    tenantId,
    ani: dnis,
    dnis: number,
    shownAs: number,
    source: { kind: "endpoint", name: queues.get(tenantId, queueId)?.name ?? "" },
    ringTimeoutMs: settingsFor(callback, queues).ringSeconds * 1000,
    prepare: (callId) => {
      const dial = dialOut({ tenantId, callId, number, byAgentId: null });
      return dial.ok ? dial.value : undefined;
    },
  });
}
