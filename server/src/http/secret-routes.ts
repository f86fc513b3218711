// Secrets of a tenant for servers of others: named, set and removed, never shown.
import { endpoints } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import type { Vault } from "#platform/vault";
import type { MessageConnectors } from "#contact-center/flow-messages";
import type { Flows } from "#contact-center/flows";
import type { Recognition } from "#telephony/recognition";
import type { Speech } from "#telephony/speech";
import { audit } from "./audit.ts";
import type { Router } from "./router.ts";

export type SecretRoutesOptions = {
  readonly vault: Vault;
  readonly flows: Pick<Flows, "usersOf">;
  readonly connectors: Pick<MessageConnectors, "usersOf">;
  readonly speech: Pick<Speech, "usesSecret">;
  readonly recognition: Pick<Recognition, "usesSecret">;
  readonly log: Logger;
};

export function addSecretRoutes(
  router: Router,
  { vault, flows, connectors, speech, recognition, log }: SecretRoutesOptions,
): void {
  router.add(endpoints.listSecrets, async ({ person: { tenant } }) =>
    ok({
      secrets: vault.list(tenant.id).map(({ name, changedAt }) => ({
        name,
        changedAt: new Date(changedAt).toISOString(),
        flows: flows.usersOf(tenant.id, { kind: "secret", id: name }),
        connectors: connectors.usersOf(tenant.id, name),
      })),
    }),
  );
  router.add(endpoints.setSecret, async ({ person, params, body }) => {
    await vault.set(person.tenant.id, params.name, body.value);
    audit({ log }, person, `secret "${params.name}" set`);
    return ok({});
  });
  router.add(endpoints.deleteSecret, async ({ person, params }) => {
    const { tenant } = person;
    const [user] = flows.usersOf(tenant.id, { kind: "secret", id: params.name });
    if (user !== undefined) return err({ kind: "still-bound", reason: "secret-in-use", subject: user });
    const [connector] = connectors.usersOf(tenant.id, params.name);
    if (connector !== undefined)
      return err({ kind: "still-bound", reason: "secret-in-connector", subject: connector });
    if ([speech, recognition].some((engine) => engine.usesSecret(tenant.id, params.name)))
      return err({ kind: "still-bound", reason: "secret-in-engine" });
    if (!(await vault.remove(tenant.id, params.name))) return err({ kind: "not-found" });
    audit({ log }, person, `secret "${params.name}" removed`);
    return ok({});
  });
}
