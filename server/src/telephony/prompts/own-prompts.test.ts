import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { systemClock } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createUser } from "#platform/identity";
import { createTenant } from "#platform/tenancy";
import { OwnPrompts } from "./own-prompts.ts";
import { PromptLibrary } from "./prompt-library.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-own-prompts-"));
let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

async function tenantWithUser(name: string): Promise<{ tenantId: TenantId; by: UserId }> {
  const { database } = opened;
  const tenantId = await database.withPlatform((trx) =>
    createTenant(trx, { name, sipDomain: `${name}.example` }),
  );
  const user = { name: "admin", displayName: "Li", role: "admin", passwordHash: "" } as const;
  const by = await database.withTenant(tenantId, (trx) => createUser(tenantId, trx, user));
  return { tenantId, by };
}
const about = { name: "welcome", language: "en", source: "uploaded", spoken: null, durationMs: 7 } as const;

test("a tenant's own prompt is played before the system's, replaced at once, by a file of another name", async () => {
  const { tenantId, by } = await tenantWithUser("prompts-acme");
  const other = await tenantWithUser("prompts-other");
  const directory = join(folder, "own");
  const own = new OwnPrompts({ clock: systemClock, database: opened.database, directory });
  const shipped = join(folder, "shipped");
  const library = new PromptLibrary({ directory: shipped, own });
  await own.set(tenantId, { ...about, by, wav: Buffer.from("one") });
  const first = library.find("welcome", "en", tenantId) ?? "";
  assert.equal(readFileSync(first, "utf8"), "one");
  assert.equal(library.find("welcome", "zh-CN", tenantId), first, "where only the other language has it");
  assert.equal(library.find("welcome", "en", other.tenantId), undefined, "it is nobody else's");
  assert.deepEqual(
    library.names(tenantId).find(({ name }) => name === "welcome"),
    { name: "welcome", languages: ["en"] },
  );

  await own.set(tenantId, { ...about, by, wav: Buffer.from("two") });
  const second = library.find("welcome", "en", tenantId) ?? "";
  assert.notEqual(second, first);
  assert.deepEqual([readFileSync(second, "utf8"), existsSync(first)], ["two", false]);
  const [listed] = own.ofTenant(tenantId);
  assert.deepEqual([listed?.changedBy, listed?.durationMs], ["Li", 7]);
  assert.deepEqual(
    [await own.remove(other.tenantId, about), await own.remove(tenantId, about)],
    [false, true],
  );
  assert.equal(library.find("welcome", "en", tenantId), undefined);
});

test("a folder that was lost is filled again from the database, and what is left over of a crash goes", async () => {
  const { tenantId, by } = await tenantWithUser("prompts-lost");
  const { database } = opened;
  const directory = join(folder, "lost");
  await new OwnPrompts({ clock: systemClock, database, directory }).set(tenantId, {
    ...about,
    by,
    wav: Buffer.from("kept"),
  });
  rmSync(directory, { recursive: true });
  const own = new OwnPrompts({ clock: systemClock, database, directory });
  await own.load(tenantId);
  assert.equal(readFileSync(own.find(tenantId, "welcome", "en") ?? "", "utf8"), "kept");
  writeFileSync(join(directory, tenantId, "half.part"), "");
  await own.load(tenantId);
  assert.equal(readdirSync(join(directory, tenantId)).length, 1);
});
