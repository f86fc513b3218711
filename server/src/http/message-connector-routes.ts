// Connectors by which flows send SMS and e-mail, a trial of each, and what came of what flows sent.
import { endpoints } from "@tandem/contract";
import { readConnector } from "@tandem/flows";
import { err, newId, ok } from "@tandem/kernel";
import { canReceive, listMessages } from "#contact-center/flow-messages";
import type { MessageConnectors, SendMessage } from "#contact-center/flow-messages";
import type { Flows } from "#contact-center/flows";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import type { Router } from "./router.ts";

export type MessageConnectorRoutesOptions = {
  readonly database: Database;
  readonly log: Logger;
  readonly connectors: MessageConnectors;
  readonly sendMessage: SendMessage;
  readonly flows: Pick<Flows, "usersOf">;
};

/** What a trial says, in the tenant's language. */
const trials = {
  "zh-CN": { text: "这是 Tandem 的一条测试消息。", subject: "Tandem 测试" },
  en: { text: "This is a trial message of Tandem.", subject: "A trial of Tandem" },
} as const;

export function addMessageConnectorRoutes(router: Router, options: MessageConnectorRoutesOptions): void {
  const { database, connectors, sendMessage, flows } = options;
  router.add(endpoints.listMessageConnectors, async ({ person: { tenant } }) =>
    ok({
      connectors: connectors.list(tenant.id).map(({ changedAt, body, ...connector }) => ({
        ...connector,
        ...(body !== undefined && { body }),
        changedAt: new Date(changedAt).toISOString(),
        flows: flows.usersOf(tenant.id, { kind: "connector", id: connector.name }),
      })),
    }),
  );

  router.add(endpoints.setMessageConnector, async ({ person, params: { name }, body }) => {
    const { tenant, user } = person;
    const connector = readConnector(body);
    if (!connector.ok) {
      const { message, reason, subject } = connector.error;
      return err({ kind: "not-usable", message, field: "body", reason: `connector-${reason}`, subject });
    }
    await connectors.set(tenant.id, name, connector.value, user.id);
    audit(options, person, `message connector "${name}" set`);
    return ok({});
  });

  router.add(endpoints.deleteMessageConnector, async ({ person, params: { name } }) => {
    const { tenant } = person;
    const [user] = flows.usersOf(tenant.id, { kind: "connector", id: name });
    if (user !== undefined) return err({ kind: "still-bound", reason: "connector-in-use", subject: user });
    if (!(await connectors.remove(tenant.id, name))) return err({ kind: "not-found" });
    audit(options, person, `message connector "${name}" removed`);
    return ok({});
  });

  router.add(endpoints.tryMessageConnector, async ({ person, params: { name }, body }) => {
    const { tenant } = person;
    const connector = connectors.get(tenant.id, name);
    if (!connector) return err({ kind: "not-found" });
    const to = canReceive(connector.kind, body.to);
    if (to === undefined) {
      const reason = connector.kind === "sms" ? "no-number" : "no-mail-address";
      const message = "the recipient is no number or address that this connector can write to";
      return err({ kind: "not-usable", message, field: "body.to", reason });
    }
    audit(options, person, `message connector "${name}" tried`);
    const content = { kind: "text", connector: name, to, ...trials[tenant.locale] } as const;
    const attempt = await sendMessage({ tenantId: tenant.id, content, key: newId() });
    return ok(
      attempt === "resting"
        ? { delivered: false, outcome: "resting" }
        : { delivered: attempt.delivered, outcome: attempt.outcome },
    );
  });

  router.add(endpoints.listOutgoingMessages, async ({ person: { tenant } }) => {
    const messages = await listMessages(tenant.id, database);
    return ok({
      messages: messages.map(({ queuedAt, triedAt, ...message }) => ({
        ...message,
        queuedAt: new Date(queuedAt).toISOString(),
        triedAt: triedAt === null ? null : new Date(triedAt).toISOString(),
      })),
    });
  });
}
