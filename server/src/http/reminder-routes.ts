// Callbacks that an agent has promised: read, added and done by that agent alone.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import { addReminder, finishReminder, openReminders } from "#contact-center/reminders";
import type { Database } from "#platform/database";
import type { Person } from "./person.ts";
import type { Router } from "./router.ts";

export type ReminderRoutesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly agents: Pick<Agents, "ofUser">;
};

export function addReminderRoutes(router: Router, { database, clock, agents }: ReminderRoutesOptions): void {
  const agentIdOf = ({ tenant, user }: Person) => agents.ofUser(tenant.id, user.id)?.record.id;

  router.add(endpoints.listReminders, async ({ person }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    const reminders = await openReminders(person.tenant.id, database, agentId);
    return ok({ reminders: reminders.map((each) => ({ ...each, at: new Date(each.at).toISOString() })) });
  });

  router.add(endpoints.createReminder, async ({ person, body }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    const at = Date.parse(body.at);
    return ok({ id: await addReminder(person.tenant.id, database, agentId, { ...body, at }) });
  });

  router.add(endpoints.finishReminder, async ({ person, params }) => {
    const agentId = agentIdOf(person);
    if (!agentId) return err({ kind: "unknown-agent" });
    const done = { id: params.reminderId, now: clock.now() };
    const finished = await finishReminder(person.tenant.id, database, agentId, done);
    return finished ? ok({}) : err({ kind: "not-found" });
  });
}
