import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, Clock, QueueId, RecordingId, Result, TenantId, UserId } from "@tandem/kernel";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import type { Role } from "#platform/database";
import { createSignInService, redeemSignInLink } from "#platform/identity";
import { createTenant } from "#platform/tenancy";
import {
  addPerson,
  belongingsOf,
  changePerson,
  getPerson,
  givePassword,
  listPeople,
  removePerson,
  setDisabled,
} from "./index.ts";

let opened: TestDatabase;
before(async () => void (opened = await openTestDatabase()));
after(async () => opened.close());

const now = Date.UTC(2026, 0, 1);
const clock: Clock = { now: () => now, after: () => () => {} };

const tenant = async () => {
  const id = newId();
  return opened.database.withPlatform((trx) => createTenant(trx, { name: id, sipDomain: `${id}.example` }));
};

function valueOf<Value>(result: Result<Value, { kind: string }>): Value {
  assert.ok(result.ok, result.ok ? "" : result.error.kind);
  return result.value;
}

async function add(tenantId: TenantId, name: string, role: Role, extension: string | null = null) {
  const wanted = { name, displayName: `${name}!`, role };
  return addPerson(tenantId, opened.database, wanted, { extension, now });
}

const kindOf = (result: Result<unknown, { kind: string }>) => (result.ok ? "ok" : result.error.kind);

test("a new person signs in by the link once and by the password always", async () => {
  const { database } = opened;
  const tenantId = await tenant();
  const { person, access } = valueOf(await add(tenantId, "li", "agent", "1001"));
  assert.deepEqual(
    [person.name, person.displayName, person.role, person.extension, person.disabled],
    ["li", "li!", "agent", "1001", false],
  );
  const signIns = createSignInService({ database, clock });
  const signIn = (password: string) =>
    signIns.signIn({ tenantId, name: "li", password, source: "127.0.0.1" });
  const first = valueOf(await signIn(access.password));
  const [path, token = ""] = access.link.split("#sign-in=");
  assert.equal(path, "/");
  assert.ok((await redeemSignInLink(database, token, now)).ok);
  assert.ok(!(await redeemSignInLink(database, token, now)).ok);

  const reset = valueOf(await givePassword(tenantId, database, { id: person.id, byOneself: false, now }));
  assert.equal((await signIns.authenticate(first.token)).ok, false);
  assert.equal((await signIn(access.password)).ok, false);
  const second = valueOf(await signIn(reset.password));
  // A second reset leaves no link of the first.
  valueOf(await givePassword(tenantId, database, { id: person.id, byOneself: true, now }));
  assert.ok(!(await redeemSignInLink(database, reset.link.split("#sign-in=")[1] ?? "", now)).ok);
  assert.equal((await signIns.authenticate(second.token)).ok, true);
  await opened.database.withTenant(tenantId, async (trx) => {
    const devices = await trx.selectFrom("devices").select(["kind", "agent_id"]).execute();
    assert.deepEqual(devices, [{ kind: "browser", agent_id: person.agentId }]);
  });
});

test("names and extensions are of one person; another tenant has its own", async () => {
  const [one, other] = [await tenant(), await tenant()];
  const { person } = valueOf(await add(one, "li", "agent", "1001"));
  assert.equal(kindOf(await add(one, "li", "agent", "1002")), "name-taken");
  assert.deepEqual(await add(one, "wang", "agent", "1001"), {
    ok: false,
    error: { kind: "extension-taken", by: "li!" },
  });
  assert.equal(kindOf(await add(one, "wang", "agent")), "extension-needed");
  valueOf(await add(other, "li", "agent", "1001"));
  const { database } = opened;
  const foreign = person.id;
  assert.equal(await getPerson(other, database, foreign), undefined);
  for (const result of [
    await changePerson(other, database, foreign, { displayName: "x" }),
    await setDisabled(other, database, foreign, new Date(now)),
    await givePassword(other, database, { id: foreign, byOneself: false, now }),
    await removePerson(other, database, foreign, null),
  ])
    assert.equal(kindOf(result), "not-found");
  assert.deepEqual(
    (await listPeople(one, database)).map(({ displayName, disabled }) => [displayName, disabled]),
    [["li!", false]],
  );
});

test("somebody without a desk gets one, and the extension of a desk can be another", async () => {
  const { database } = opened;
  const tenantId = await tenant();
  const { person } = valueOf(await add(tenantId, "chen", "supervisor"));
  assert.equal(person.extension, null);
  assert.equal(
    kindOf(await changePerson(tenantId, database, person.id, { role: "agent" })),
    "extension-needed",
  );
  const desk = valueOf(
    await changePerson(tenantId, database, person.id, { role: "agent", extension: "1009" }),
  );
  assert.deepEqual([desk.role, desk.extension], ["agent", "1009"]);
  const moved = valueOf(await changePerson(tenantId, database, person.id, { extension: "1010" }));
  assert.deepEqual([moved.agentId, moved.extension], [desk.agentId, "1010"]);
  // The number that became free is anybody's.
  valueOf(await add(tenantId, "new", "agent", "1009"));
});

test("somebody who can change everything is always left, also of two who act at once", async () => {
  const { database } = opened;
  const tenantId = await tenant();
  const { person: first } = valueOf(await add(tenantId, "first", "admin"));
  for (const result of [
    await changePerson(tenantId, database, first.id, { role: "supervisor" }),
    await setDisabled(tenantId, database, first.id, new Date(now)),
    await removePerson(tenantId, database, first.id, null),
  ])
    assert.equal(kindOf(result), "last-administrator");
  const { person: second } = valueOf(await add(tenantId, "second", "admin"));
  const both = await Promise.all(
    [first, second].map(({ id }) => changePerson(tenantId, database, id, { role: "supervisor" })),
  );
  assert.deepEqual(both.map(kindOf).toSorted(), ["last-administrator", "ok"]);
});

test("who goes leaves callbacks and messages to whom is named, or nobody", async () => {
  const { database } = opened;
  const tenantId = await tenant();
  const person = async (name: string, extension: string) =>
    valueOf(await add(tenantId, name, "agent", extension)).person;
  const [li, wang, zhao] = [await person("li", "1"), await person("wang", "2"), await person("zhao", "3")];
  for (const { agentId } of [li, zhao]) await leaveThings(tenantId, agentId as AgentId);
  assert.deepEqual(await belongingsOf(tenantId, database, li), { reminders: 1, messages: 1 });
  const remove = (id: UserId, handTo?: UserId | null) => removePerson(tenantId, database, id, handTo);
  assert.equal(kindOf(await remove(li.id)), "hand-over-needed");
  assert.equal(kindOf(await remove(li.id, li.id)), "taker-gone");
  await setDisabled(tenantId, database, wang.id, new Date(now));
  assert.equal(kindOf(await remove(li.id, wang.id)), "taker-gone");
  await setDisabled(tenantId, database, wang.id, null);
  valueOf(await remove(li.id, wang.id));
  assert.deepEqual(await belongingsOf(tenantId, database, wang), { reminders: 1, messages: 1 });
  valueOf(await remove(zhao.id, null));
  await database.withTenant(tenantId, async (trx) => {
    const messages = await trx.selectFrom("messages").select("agent_id").execute();
    const agents = await trx.selectFrom("agents").select("extension").execute();
    assert.deepEqual([messages, agents], [[{ agent_id: wang.agentId }], [{ extension: "2" }]]);
  });
});

/** A callback promised, one done, and a message in the mailbox of this person; one of a queue as well. */
async function leaveThings(tenantId: TenantId, agent_id: AgentId): Promise<void> {
  const own = () => ({ tenant_id: tenantId, id: newId() });
  const [at, left_at] = [new Date(now), new Date(now)];
  const message = () => ({ call_id: newId<CallId>(), recording_id: newId<RecordingId>(), ani: "1", left_at });
  await opened.database.withTenant(tenantId, async (trx) => {
    await trx
      .insertInto("reminders")
      .values([
        { ...own(), agent_id, at, number: "10086" },
        { ...own(), agent_id, at, number: "10086", done_at: at },
      ])
      .execute();
    await trx
      .insertInto("messages")
      .values({ ...own(), ...message(), agent_id, state: "new" })
      .execute();
    const queue = { ...own(), name: newId() };
    await trx
      .insertInto("queues")
      .values({ ...queue, id: queue.id as QueueId })
      .execute();
  });
}
