// The configuration changes under fifty running calls: a queue is renamed, set otherwise, staffed and removed, and nobody notices
// who is not meant to: no call is lost, every caller keeps their place, and new agents are rung at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { addAgent, addFlow, setQueues } from "../support/configuration.ts";
import type { Configuration } from "../support/configuration.ts";
import { choosePresence, sipAddress, startDeskAgent } from "../support/floor-people.ts";
import { assertHears, shareHeard } from "../support/hearing.ts";
import { readLiveState } from "../support/live-state.ts";
import { readMetrics, untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { tone } from "../support/tone.ts";
import { until } from "../support/until.ts";

const calls = 50;
/** What every caller says. */
const callersHz = 440;
/** Longer than the test on any machine: callers are ended, they do not leave. */
const patienceMs = 150_000;

/** A number whose callers come straight into the queue, and go home when it cannot be had. */
async function addLine(configuration: Configuration): Promise<void> {
  const { database, tenantId } = configuration;
  const { id: queueId } = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("queues").where("tenant_id", "=", tenantId).select("id").executeTakeFirstOrThrow(),
  );
  await addFlow(configuration, "5000", {
    schema: 1,
    language: "zh-CN",
    start: "line",
    nodes: {
      line: { type: "queue", queueId, next: "home", unavailable: "home" },
      home: { type: "hang-up" },
    },
  });
}

async function waitingIn(tandem: Tandem, admin: ApiClient, queueId: string): Promise<number | undefined> {
  const { queues } = await readLiveState(tandem, admin);
  return queues.find(({ id }) => id === queueId)?.waiting;
}

test("fifty calls go on while their queue is renamed, set otherwise, staffed and removed", async () => {
  await using tandem = await startTandem({
    async prepare(configuration) {
      await setQueues(configuration, { wrap_up_seconds: 0 });
      await addAgent(configuration, "1003");
      await addLine(configuration);
    },
  });
  const admin = await ApiClient.signIn(tandem, "admin");
  await using first = await startDeskAgent(tandem, "1001", { answers: "auto" });
  await using second = await startDeskAgent(tandem, "1002", { answers: "auto" });
  await using late = await startDeskAgent(tandem, "1003", { answers: "auto" });
  const { queues, agents } = await admin.call(endpoints.getSetup);
  const queueId = queues[0]?.id ?? "";
  const params = { queueId };
  const idOf = (extension: string) => agents.find((agent) => agent.extension === extension)?.id ?? "";
  const members = ["1001", "1002"].map(idOf);
  for (const agent of [first, second]) await choosePresence(agent, "available");
  await using callers = await startSipp({
    scenario: "uac-queue-call",
    remote: sipAddress(tandem),
    service: "5000",
    calls,
    callsPerSecond: 25,
    talkMs: patienceMs,
    timeoutMs: patienceMs + 20_000,
    says: { speech: tone({ frequencyHz: callersHz, durationMs: 1000 }) },
  });
  const inLine = calls - 2;
  await until("all have come", async () => (await waitingIn(tandem, admin, queueId)) === inLine, 60_000);
  await assertHears("an agent hears a caller", () => shareHeard(first.phone, 1000, callersHz));

  // Everything that can be changed, one after the other: after each, all calls are there and in line.
  const plain = { strategy: "longest-idle", priority: 0, serviceLevelSeconds: 20, skills: [] } as const;
  const routing = (more: object) =>
    admin.call(endpoints.setQueueRouting, { params, body: { ...plain, skills: [], ...more } });
  const { id: skillId } = await admin.call(endpoints.createSkill, { body: { name: "英语" } });
  const { id: otherId } = await admin.call(endpoints.createQueue, { body: { name: "其他", agentIds: [] } });
  const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      "renamed",
      () => admin.call(endpoints.updateQueue, { params, body: { name: "新名", agentIds: members } }),
    ],
    ["strategy", () => routing({ strategy: "round-robin", ringAtOnce: 3, announces: "position" })],
    [
      "overflow",
      () =>
        routing({
          overflow: [{ when: { kind: "size", callers: 500 }, to: { kind: "queue", queueId: otherId } }],
        }),
    ],
    [
      "known skill",
      () =>
        admin.call(endpoints.setAgentSkills, {
          params: { agentId: idOf("1001") },
          body: { skills: [{ skillId, level: 5 }] },
        }),
    ],
    ["asked skill", () => routing({ skills: [{ skillId, minimum: 3 }] })],
    ["no skill", () => admin.call(endpoints.deleteSkill, { params: { skillId } })],
    ["listed", () => admin.call(endpoints.setListedNumber, { body: { number: "400", priority: null } })],
  ];
  for (const [what, change] of changes) {
    await change();
    assert.equal(await waitingIn(tandem, admin, queueId), inLine, `${what}: all wait`);
    assert.equal((await readMetrics(tandem)).get("tandem_calls"), calls, `${what}: all calls run`);
  }
  const renamed = (await admin.call(endpoints.getSetup)).queues.find(({ id }) => id === queueId);
  assert.deepEqual([renamed?.name, renamed?.agentIds.toSorted()], ["新名", members.toSorted()]);
  await assertHears("an agent hears a caller still", () => shareHeard(first.phone, 1000, callersHz));

  // Removed: not while callers wait and nobody says where they go; then they wait in the other one.
  const use = await admin.call(endpoints.getQueueUse, { params });
  assert.deepEqual([use.waiting, use.talking, use.flows.length], [inLine, 2, 2]);
  const refused = await admin.fetch(endpoints.deleteQueue, { params });
  assert.deepEqual(
    [refused.status, ((await refused.json()) as { reason: string }).reason],
    [409, "callers-wait"],
  );
  await admin.call(endpoints.deleteQueue, { params, query: { callersTo: otherId } });
  assert.equal(await waitingIn(tandem, admin, otherId), inLine);
  assert.equal((await readMetrics(tandem)).get("tandem_calls"), calls);

  // Staffed: rung at once. Removed as well: who waits goes on in the flow, which sends them home; who talks goes on.
  await choosePresence(late, "available");
  await admin.call(endpoints.updateQueue, {
    params: { queueId: otherId },
    body: { name: "其他", agentIds: [idOf("1003")], wrapUpSeconds: 0 },
  });
  await late.phone.waitForEvent("CALL_ESTABLISHED", 30_000);
  await assertHears("the new agent hears a caller", () => shareHeard(late.phone, 1000, callersHz));
  await admin.call(endpoints.deleteQueue, { params: { queueId: otherId }, query: { callersTo: "flow" } });
  await until(
    "who waited has gone home",
    async () => (await readMetrics(tandem)).get("tandem_calls") === 3,
    30_000,
  );
  for (const { phone } of [first, second, late]) await phone.hangUp();
  const { successful, failed, errors } = await callers.outcome();
  assert.deepEqual({ successful, failed, errors }, { successful: calls, failed: 0, errors: "" });
  await untilNothingLeft(tandem);
  const records = await admin.callRecords(calls);
  for (const { id } of records.slice(0, 5)) assertAddsUp(await admin.callDetail(id));
  const served = records.filter(({ agentName }) => agentName !== null);
  assert.equal(served.length, 3);
});
