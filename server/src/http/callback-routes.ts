// Callers who are to be called back: listed, taken out, counted, and called again when a machine took the call.
import { endpoints } from "@tandem/contract";
import type { CallbackView } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { CallId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import { callbackFigures, callbacksOfCall, listEndedCallbacks } from "#contact-center/callbacks";
import type { Callback, Callbacks } from "#contact-center/callbacks";
import type { Queues } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Router } from "./router.ts";

export type CallbackRoutesOptions = {
  readonly database: Database;
  readonly callbacks: Pick<Callbacks, "ofTenant" | "cancel">;
  readonly queues: Pick<Queues, "get">;
  readonly agents: Pick<Agents, "ofUser">;
  readonly machineTook: (tenantId: TenantId, callId: CallId) => Promise<Callback | undefined>;
};

export function addCallbackRoutes(router: Router, options: CallbackRoutesOptions): void {
  const { database, callbacks, queues, agents, machineTook } = options;

  router.add(endpoints.listCallbacks, async ({ person, query }) => {
    const { id: tenantId } = person.tenant;
    const found =
      query.state === "open"
        ? callbacks.ofTenant(tenantId)
        : await listEndedCallbacks(tenantId, database, query.limit);
    return ok({ callbacks: found.map(view) });
  });

  router.add(endpoints.cancelCallback, async ({ person, params }) => {
    const { tenant, user } = person;
    const cancelled = callbacks.cancel(tenant.id, params.callbackId as CallId, user.displayName);
    return cancelled ? ok({}) : err({ kind: "not-found" });
  });

  router.add(endpoints.tellMachine, async ({ person, body }) => {
    const { tenant, user } = person;
    const callId = body.callId as CallId;
    const { contact, lastCallId } = agents.ofUser(tenant.id, user.id)?.state ?? {};
    if (contact?.callId !== callId && lastCallId !== callId)
      return err({ kind: "no-such-contact", message: "this call is not yours" });
    const callback = await machineTook(tenant.id, callId);
    return callback ? ok({ state: callback.state }) : err({ kind: "changed-meanwhile" });
  });

  router.add(endpoints.listCallbacksOfCall, async ({ person, params }) => {
    const found = await callbacksOfCall(person.tenant.id, database, params.callId as CallId);
    return ok({ callbacks: found.map(view) });
  });

  router.add(endpoints.getCallbackReport, async ({ person, query }) => {
    const { id: tenantId } = person.tenant;
    const period = { from: new Date(query.from), to: new Date(query.to) };
    const rows = await callbackFigures(tenantId, database, period);
    const queueName = (row: (typeof rows)[number]) => queues.get(tenantId, row.queueId)?.name ?? null;
    return ok({ rows: rows.map((row) => ({ ...row, queueName: queueName(row) })) });
  });

  function view(callback: Callback): CallbackView {
    const { id, tenantId, queueId, number, state, requestCallId, endedAt, endedBy } = callback;
    const [requestedAt, queuedAt] = [iso(callback.requestedAt), iso(callback.queuedAt)];
    return {
      id,
      queueId,
      queueName: queues.get(tenantId, queueId)?.name ?? null,
      number,
      state,
      requestedAt,
      queuedAt,
      expiresAt: iso(callback.expiresAt),
      nextAt: iso(callback.nextAt),
      requestCallId,
      attempts: callback.attempts.map(({ callId, at, outcome }) => ({
        callId,
        at: iso(at),
        outcome: outcome ?? null,
      })),
      endedAt: endedAt === null ? null : iso(endedAt),
      endedBy,
    };
  }
}

const iso = (at: number) => new Date(at).toISOString();
