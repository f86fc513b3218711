import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readConnector } from "@tandem/flows";
import type { ConnectorInput, FlowMessage } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { CallId, FlowId, TenantId, UserId } from "@tandem/kernel";
import { DatabaseUnavailable } from "#platform/database";
import type { Database } from "#platform/database";
import type { Attempt } from "#platform/deliveries";
import { openTestDatabase } from "#platform/database/testing";
import type { TestDatabase } from "#platform/database/testing";
import { createUser } from "#platform/identity";
import { createLogger } from "#platform/logging";
import { createTenant } from "#platform/tenancy";
import { MessageConnectors } from "./connectors.ts";
import type { MessageFact } from "./message-facts.ts";
import type { SendMessage } from "./message-sender.ts";
import { listMessages } from "./outbox-store.ts";
import { Outbox } from "./outbox.ts";

let opened: TestDatabase;
const root = mkdtempSync(join(tmpdir(), "tandem-outbox-"));
before(async () => void (opened = await openTestDatabase()));
after(async () => {
  rmSync(root, { recursive: true });
  await opened.close();
});

const failed: Attempt = { delivered: false, outcome: "HTTP 503", isFinal: false };
const sent: Attempt = { delivered: true, outcome: "HTTP 200", isFinal: true };
const begin = Date.parse("2026-10-17T01:00:00Z");
const text: FlowMessage = {
  kind: "text",
  connector: "sms",
  to: "+86 138-0013-8000",
  text: "Your order is on its way.",
  subject: "",
};
const hook: FlowMessage = {
  kind: "webhook",
  method: "POST",
  url: "https://crm.example/calls",
  headers: {},
  secretHeaders: { Authorization: "crm" },
};

async function newTenant(): Promise<{ tenantId: TenantId; by: UserId }> {
  const { database } = opened;
  const name = randomBytes(4).toString("hex");
  const tenantId = await database.withPlatform((trx) => createTenant(trx, { name, sipDomain: name }));
  const user = { name: "admin", displayName: "Li", role: "admin", passwordHash: "" } as const;
  return { tenantId, by: await database.withTenant(tenantId, (trx) => createUser(tenantId, trx, user)) };
}

type Setting = {
  readonly tenantId: TenantId;
  readonly at?: number;
  readonly directory?: string;
  readonly database?: Database;
  /** What comes of each try in turn; the last one for ever. */
  readonly answers?: readonly Awaited<ReturnType<SendMessage>>[];
};

/** An outbox with a clock that is moved by hand. */
async function setUp({ tenantId, at = begin, database = opened.database, ...setting }: Setting) {
  const { answers = [sent], directory = mkdtempSync(join(root, "journal-")) } = setting;
  let now = at;
  const timers = new Set<() => void>();
  const clock = {
    now: () => now,
    after: (_: number, callback: () => void) => (timers.add(callback), () => void timers.delete(callback)),
  };
  const facts: MessageFact[] = [];
  const tried: Parameters<SendMessage>[0][] = [];
  const connectors = new MessageConnectors({ clock, database: opened.database });
  await connectors.load(tenantId);
  const outbox = new Outbox({
    clock,
    database,
    log: createLogger({ level: "silent" }),
    journalDirectory: directory,
    connectors,
    send: async (sending) => {
      tried.push(sending);
      return answers[Math.min(tried.length, answers.length) - 1] ?? failed;
    },
    facts: { publish: (fact) => void facts.push(fact) },
    tenantIds: () => [tenantId],
  });
  const callId = newId<CallId>();
  const flowId = newId<FlowId>();
  const about = { tenantId, callId, flowId, flowName: "main", node: "tell", ani: "138", dnis: "4000" };
  let count = 0;
  const take = (message: FlowMessage, key = `${callId}-${++count}`) =>
    outbox.take({ ...about, key, message });
  const look = async (passMs: number) => {
    now += passMs;
    await outbox.look();
    return (await listMessages(tenantId, opened.database)).map(({ state, attempts, outcome }) => {
      return [state, attempts, outcome];
    });
  };
  const pass = () => {
    const due = [...timers];
    timers.clear();
    for (const callback of due) callback();
  };
  return { outbox, connectors, take, look, pass, tried, facts, directory, about, now: () => now };
}

async function setConnector(
  { connectors }: { connectors: MessageConnectors },
  { tenantId, by }: { tenantId: TenantId; by: UserId },
  more: Partial<ConnectorInput> = {},
) {
  const body = '{"to": {{to}}, "text": {{text}}}';
  const secretHeaders = { Authorization: "sms" };
  const read = readConnector({ kind: "sms", url: "https://sms.example/", body, secretHeaders, ...more });
  assert.ok(read.ok);
  await connectors.set(tenantId, "sms", read.value, by);
}

/** Stored, and not merely handed over. */
async function stored(tenantId: TenantId, count: number) {
  for (let turn = 0; (await listMessages(tenantId, opened.database)).length < count; turn++)
    assert.ok(turn < 1000, "it was never stored");
}

const rowsOf = (tenantId: TenantId) =>
  opened.database.withTenant(tenantId, (trx) => trx.selectFrom("outgoing_messages").selectAll().execute());

test("what fails is tried again after its gaps with the same key; when it is sent nothing of it is kept but the outcome", async () => {
  const tenant = await newTenant();
  const { tenantId } = tenant;
  const made = await setUp({ tenantId, answers: [failed, failed, sent] });
  await setConnector(made, tenant);
  assert.equal(made.take(text), true);
  await stored(tenantId, 1);
  assert.deepEqual(await made.look(0), [["waiting", 1, "HTTP 503"]]);
  assert.deepEqual(await made.look(4_900), [["waiting", 1, "HTTP 503"]]);
  assert.deepEqual(await made.look(100), [["waiting", 2, "HTTP 503"]]);
  const [waiting] = await rowsOf(tenantId);
  assert.match(JSON.stringify(waiting?.content), /\+8613800138000.*on its way/);
  assert.deepEqual(await made.look(30_000), [["sent", 3, "HTTP 200"]]);
  assert.deepEqual(await made.look(86_400_000), [["sent", 3, "HTTP 200"]]);
  assert.equal(new Set(made.tried.map(({ key }) => key)).size, 1);
  const [row] = await rowsOf(tenantId);
  assert.deepEqual([row?.content, row?.recipient], [null, "…8000"]);
  assert.deepEqual(
    made.facts.map(({ type }) => type),
    ["FlowMessageQueued", "FlowMessageSent"],
  );
  assert.doesNotMatch(JSON.stringify(made.facts), /138001|on its way/);
});

test("five tries in half an hour, then it is given up; what is final is not tried again", async () => {
  const { tenantId } = await newTenant();
  const made = await setUp({ tenantId, answers: [failed] });
  made.take(hook);
  await stored(tenantId, 1);
  const from = made.now();
  const states = [];
  for (let minute = 0; minute <= 30; minute += 0.25) states.push(await made.look(minute === 0 ? 0 : 15_000));
  assert.deepEqual(states.at(-1), [["given-up", 5, "HTTP 503"]]);
  assert.ok(
    states.findIndex(([row]) => row?.[0] === "given-up") * 15 > 29 * 60,
    "not long before half an hour",
  );
  assert.equal(made.now() - from, 30 * 60_000);
  assert.equal(made.facts.at(-1)?.type, "FlowMessageGivenUp");
  assert.equal((await rowsOf(tenantId))[0]?.content, null);
  const refused = await newTenant();
  const other = await setUp({ tenantId: refused.tenantId, answers: [{ ...failed, isFinal: true }] });
  other.take(hook);
  await stored(refused.tenantId, 1);
  assert.deepEqual(await other.look(0), [["given-up", 1, "HTTP 503"]]);
});

test("the next process goes on with what waits, and what it is handed over again is not sent twice", async () => {
  const { tenantId } = await newTenant();
  const first = await setUp({ tenantId, answers: [failed] });
  first.take(hook, "call-1");
  await stored(tenantId, 1);
  await first.look(0);
  await first.outbox.close();
  const second = await setUp({ tenantId, at: first.now() + 60_000 });
  await second.outbox.load(tenantId);
  assert.equal(second.take(hook, "call-1"), true);
  await second.outbox.close();
  const third = await setUp({ tenantId, at: second.now() + 60_000 });
  assert.deepEqual(await third.look(0), [["sent", 2, "HTTP 200"]]);
  assert.deepEqual([first.tried[0]?.key, third.tried[0]?.key], ["call-1", "call-1"]);
  assert.deepEqual(await third.look(60_000), [["sent", 2, "HTTP 200"]]);
  assert.equal(second.tried.length + third.tried.length, 1);
});

test("a day later nobody wants it any more, however long the server was left alone; leaving it alone is no try", async () => {
  const { tenantId } = await newTenant();
  const made = await setUp({ tenantId, answers: ["resting"] });
  made.take(hook);
  await stored(tenantId, 1);
  assert.deepEqual(await made.look(0), [["waiting", 0, ""]]);
  assert.deepEqual(await made.look(120_000), [["waiting", 0, ""]]);
  const tries = made.tried.length;
  assert.equal(tries, 2);
  assert.deepEqual(await made.look(86_400_000), [["given-up", 0, "too-late"]]);
  assert.equal(made.tried.length, tries);
});

test("while the database is away it waits on the disk, and nothing that was sent is sent again", async () => {
  const { tenantId } = await newTenant();
  let isAway = true;
  const database = Object.assign(Object.create(opened.database) as Database, {
    withTenant: ((...asked: Parameters<Database["withTenant"]>) =>
      isAway
        ? Promise.reject(new DatabaseUnavailable("away"))
        : opened.database.withTenant(...asked)) as Database["withTenant"],
  });
  const made = await setUp({ tenantId, database });
  assert.equal(made.take(hook), true);
  await made.look(0);
  await made.outbox.close();
  assert.deepEqual(await listMessages(tenantId, opened.database), []);
  const next = await setUp({ tenantId, directory: made.directory });
  await stored(tenantId, 1);
  assert.deepEqual(await next.look(0), [["sent", 1, "HTTP 200"]]);
  await next.outbox.close();

  isAway = false;
  const forgetful = await setUp({ tenantId, database });
  forgetful.take(hook);
  await stored(tenantId, 2);
  const send = forgetful.look(0);
  // Between the due ones being read and the outcome being stored.
  while (forgetful.tried.length === 0) await new Promise(setImmediate);
  isAway = true;
  await send;
  isAway = false;
  await forgetful.look(5_000);
  assert.equal((await listMessages(tenantId, opened.database))[0]?.state, "sent");
  assert.equal(forgetful.tried.length, 1);
});

test("a tenant sees and sends only what is its own; secrets stand in it by name", async () => {
  const [acme, other] = [await newTenant(), await newTenant()];
  const ours = await setUp({ tenantId: acme.tenantId });
  const theirs = await setUp({ tenantId: other.tenantId, answers: [failed] });
  await setConnector(ours, acme);
  assert.equal(theirs.take(text), false, "the connector of that name is another's");
  assert.equal(ours.take(text, "same"), true);
  assert.equal(theirs.take(hook, "same"), true);
  await stored(acme.tenantId, 1);
  await stored(other.tenantId, 1);
  const rows = await rowsOf(acme.tenantId);
  assert.equal(rows.length, 1);
  assert.match(JSON.stringify(await rowsOf(other.tenantId)), /"Authorization":"crm"/);
  await theirs.look(0);
  assert.deepEqual(
    theirs.tried.map(({ tenantId, content }) => [tenantId, content.kind]),
    [[other.tenantId, "webhook"]],
  );
  await ours.look(0);
  assert.deepEqual(
    ours.tried.map(({ content }) => content.kind),
    ["text"],
  );
  assert.deepEqual(ours.connectors.usersOf(acme.tenantId, "sms"), ["sms"]);
  assert.deepEqual(theirs.connectors.usersOf(other.tenantId, "sms"), []);
  assert.equal(await theirs.connectors.remove(other.tenantId, "sms"), false);
  assert.equal(await ours.connectors.remove(acme.tenantId, "sms"), true);
});

test("what cannot be sent is not taken, and the call's record says why", async () => {
  const tenant = await newTenant();
  const { tenantId } = tenant;
  const made = await setUp({ tenantId });
  const why = (message: FlowMessage) => {
    assert.equal(made.take(message), false);
    const fact = made.facts.at(-1);
    return fact?.type === "FlowMessageRefused" ? [fact.kind, fact.reason, fact.node] : fact;
  };
  assert.deepEqual(why(text), ["message", "no-connector", "tell"]);
  await setConnector(made, tenant);
  assert.deepEqual(why({ ...text, to: "anonymous" }), ["sms", "no-recipient", "tell"]);
  assert.deepEqual(why({ ...text, to: "" }), ["sms", "no-recipient", "tell"]);
  assert.deepEqual(why({ ...text, text: "x".repeat(20_000) }), ["sms", "too-long", "tell"]);
  assert.deepEqual(why({ ...hook, url: "https://[::bad/" }), ["webhook", "no-address", "tell"]);
  await setConnector(made, tenant, { kind: "e-mail" });
  assert.deepEqual(why(text), ["e-mail", "no-recipient", "tell"]);
  assert.equal(made.take({ ...text, to: "li@shop.example" }), true);
  await stored(tenantId, 1);
  await opened.database.withTenant(tenantId, async (trx) => {
    const [row] = await trx.selectFrom("outgoing_messages").selectAll().execute();
    assert.ok(row);
    for (let at = 0; at < 9_999; at += 1_000) {
      const some = Array.from({ length: Math.min(1_000, 9_999 - at) }, () => {
        return { ...row, id: newId(), key: newId(), content: "{}", next_at: new Date(begin + 1e9) };
      });
      await trx.insertInto("outgoing_messages").values(some).execute();
    }
    await trx
      .updateTable("outgoing_messages")
      .set({ next_at: new Date(begin + 1e9), state: "waiting", content: "{}" })
      .execute();
  });
  await made.outbox.load(tenantId);
  assert.deepEqual(why(hook), ["webhook", "too-many", "tell"]);
});

test("a webhook without a body of its own tells of the call", async () => {
  const { tenantId } = await newTenant();
  const made = await setUp({ tenantId });
  made.take(hook);
  made.take({ ...hook, method: "GET" });
  await stored(tenantId, 2);
  await made.look(0);
  const bodies = made.tried.map(({ content }) => (content.kind === "webhook" ? content.body : undefined));
  const [told] = bodies.filter((body) => body !== undefined);
  assert.equal(bodies.filter((body) => body === undefined).length, 1);
  const { callId } = made.about;
  assert.deepEqual(JSON.parse(told ?? ""), {
    call: callId,
    from: "138",
    to: "4000",
    flow: "main",
    node: "tell",
    at: "2026-10-17T01:00:00.000Z",
  });
});

test("after thirty days nothing of it is left", async () => {
  const { tenantId } = await newTenant();
  const made = await setUp({ tenantId });
  made.take(hook);
  await stored(tenantId, 1);
  assert.deepEqual(await made.look(0), [["sent", 1, "HTTP 200"]]);
  const later = await setUp({ tenantId, at: begin + 31 * 86_400_000 });
  later.outbox.start();
  for (let turn = 0; (await rowsOf(tenantId)).length > 0; turn++) assert.ok(turn < 1000, "it is still there");
  await later.outbox.close();
});
