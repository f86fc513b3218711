// A queue that cannot keep its callers: on into another queue, to a number outside, to its mailbox, to a message outside business hours; what a
// waiting caller is told; and a number that is blocked. All set over the API while the system runs, all judged by sound.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startSipp } from "../peers/sipp.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp, containsPrompt } from "../support/call-checks.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { freePort } from "../support/free-ports.ts";
import { assertHears, shareHeard } from "../support/hearing.ts";
import { hears, speakAfterBeep } from "../support/leave-message.ts";
import { readMetrics } from "../support/metrics.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { tone } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { durationMs } from "../support/wav.ts";

/** What somebody outside says. */
const outsideHz = 900;

type Settings = Partial<z.input<typeof endpoints.setQueueRouting.body>>;
type Caller = Awaited<ReturnType<typeof startBaresip>>;

const plain = { strategy: "longest-idle", priority: 0, serviceLevelSeconds: 20 } as const;

/** Hangs the caller up, and waits until nothing of the call is left. */
async function end(caller: Caller, tandem: Parameters<typeof untilNothingLeft>[0]): Promise<void> {
  await caller.hangUp();
  await caller.waitForEvent("CALL_CLOSED");
  await untilNothingLeft(tandem);
}

test("a chain of overflows: the next queue, a number outside, a message when closed; blocked callers come into none", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem();
  const admin = await ApiClient.signIn(tandem, "admin");
  await using first = await startDeskAgent(tandem, "1001", { speaks: tones.phone(agentHz) });
  await using second = await startDeskAgent(tandem, "1002", { speaks: tones.phone(agentHz) });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  const sipPort = await freePort();
  await using carrier = await startSipp({
    scenario: "uas-carrier",
    sipPort,
    ringMs: 300,
    talkMs: 60_000,
    says: { speech: tone({ frequencyHz: outsideHz, durationMs: 1000 }) },
  });
  await carrier.listening();
  await admin.call(endpoints.createTrunk, {
    body: {
      name: "carrier",
      servers: [{ uri: `sip:127.0.0.1:${sipPort}`, priority: 1 }],
      optionsIntervalSeconds: 0,
    },
  });
  const { queues, agents } = await admin.call(endpoints.getSetup);
  const service = queues[0];
  assert.ok(service);
  const agentIdOf = (extension: string) => agents.find((agent) => agent.extension === extension)?.id ?? "";
  const params = { queueId: service.id };
  const set = (settings: Settings, queueId = service.id) =>
    admin.call(endpoints.setQueueRouting, {
      params: { queueId },
      body: { ...plain, skills: [], ...settings },
    });
  await admin.call(endpoints.updateQueue, {
    params,
    body: { name: "售前", agentIds: [agentIdOf("1001")], wrapUpSeconds: 0 },
  });
  const { id: nextId } = await admin.call(endpoints.createQueue, {
    body: { name: "后备", agentIds: [agentIdOf("1002")], wrapUpSeconds: 0 },
  });

  // Position and estimate while waiting, and after the wait the next queue.
  await choosePresence(second, "available");
  await choosePresence(first, "away");
  await set({
    announces: "position-and-wait",
    announcementSeconds: 1,
    overflow: [{ when: { kind: "wait", seconds: 12 }, to: { kind: "queue", queueId: nextId } }],
  });
  await dialQueue(caller, tandem);
  await second.phone.waitForEvent("CALL_INCOMING", 30_000);
  await second.phone.accept();
  await assertHears("the caller hears the agent of the next queue", () => shareHeard(caller, 1000, agentHz));
  const heard = await caller.waitHeard(1);
  for (const name of ["queue-wait", "position-before", "number-1", "position-after", "wait-before"])
    assert.ok(containsPrompt(heard, `zh-CN/${name}`), `the caller heard ${name}`);
  await end(caller, tandem);
  const chained = await newestCall(admin, 1);
  assertAddsUp(chained);
  assert.equal(chained.queueName, "后备");
  const way = chained.timeline.flatMap(({ type, data }) =>
    type === "ContactQueued" || type === "ContactFlowedOut"
      ? [[type, data["queueName"], data["because"]]]
      : [],
  );
  assert.deepEqual(way, [
    ["ContactQueued", "售前", undefined],
    ["ContactFlowedOut", "售前", "wait"],
    ["ContactQueued", "后备", undefined],
  ]);

  // Nobody is on duty: a number outside.
  await first.api.call(endpoints.setPresence, { body: { presence: "offline" } });
  await set({
    overflow: [{ when: { kind: "nobody-on-duty" }, to: { kind: "external", number: "02155550001" } }],
  });
  await dialQueue(caller, tandem);
  await assertHears("the caller hears who is outside", () => shareHeard(caller, 1000, outsideHz));
  await end(caller, tandem);
  const outside = await newestCall(admin, 2);
  assertAddsUp(outside);
  assert.ok(outside.timeline.some(({ type }) => type === "OverflowAnswered"));
  assert.ok(outside.talkMs > 500, `they spoke for ${outside.talkMs} ms`);

  // Nobody is on duty: a message for the queue, which its agents find.
  await set({ overflow: [{ when: { kind: "nobody-on-duty" }, to: { kind: "voicemail" } }] });
  await dialQueue(caller, tandem);
  await hears(caller, "zh-CN/voicemail-greeting");
  await speakAfterBeep(caller, 2500);
  await end(caller, tandem);
  const left = await newestCall(admin, 3, ({ recordings }) => recordings.length > 0);
  assertAddsUp(left);
  assert.equal(left.endCause, "completed");
  await until("its agent has the message", async () => {
    const { voicemails } = await first.api.call(endpoints.listVoicemails);
    return voicemails.some(({ callId, mailbox }) => callId === left.id && mailbox.name === "售前");
  });

  // Closed: the message of the rule, and the end.
  const week = Array.from({ length: 7 }, () => []);
  const { id: calendarId } = await admin.call(endpoints.createCalendar, {
    body: { name: "never", week, exceptions: [] },
  });
  await set({
    calendarId,
    overflow: [{ when: { kind: "closed" }, to: { kind: "message", prompt: "closed" } }],
  });
  const before = durationMs(await caller.waitHeard(1));
  await dialQueue(caller, tandem);
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  assert.ok(containsPrompt(await caller.waitHeard(1), "zh-CN/closed"), `heard since ${before} ms`);
  const closed = await newestCall(admin, 4);
  assertAddsUp(closed);
  assert.deepEqual([closed.endCause, closed.endedBy], ["flow-ended", "system"]);
  assert.ok(closed.waitMs < 100, `nobody waits in a closed queue, not even ${closed.waitMs} ms`);

  // Open again, and blocked: not even queued.
  const always = week.map(() => [{ from: "00:00", to: "24:00" }]);
  await admin.call(endpoints.updateCalendar, {
    params: { calendarId },
    body: { name: "always", week: always, exceptions: [] },
  });
  await admin.call(endpoints.setListedNumber, { body: { number: "13800138000", priority: null } });
  await dialQueue(caller, tandem);
  await caller.waitForEvent("CALL_CLOSED", 20_000);
  const blocked = await newestCall(admin, 5);
  assert.deepEqual([blocked.endCause, blocked.endedBy], ["rejected", "system"]);
  assert.deepEqual(
    blocked.timeline
      .filter(({ type }) => type.startsWith("Contact"))
      .map(({ type, data }) => [type, data["because"]]),
    [["ContactRefused", "blocked-number"]],
  );
  const { numbers } = await admin.call(endpoints.listListedNumbers);
  await admin.call(endpoints.deleteListedNumber, { params: { listedNumberId: numbers[0]?.id ?? "" } });

  // Two phones ring at once: the first to answer has the caller, the other stops.
  await admin.call(endpoints.updateQueue, {
    params,
    body: { name: "售前", agentIds: [agentIdOf("1001"), agentIdOf("1002")], wrapUpSeconds: 0 },
  });
  await set({ calendarId, ringAtOnce: 2 });
  await choosePresence(first, "available");
  await dialQueue(caller, tandem);
  await first.phone.waitForEvent("CALL_INCOMING", 20_000);
  await second.phone.waitForEvent("CALL_INCOMING", 30_000);
  await second.phone.accept();
  await first.phone.waitForEvent("CALL_CLOSED", 10_000);
  await assertHears("the caller hears who was first", () => shareHeard(caller, 1000, agentHz));
  await end(caller, tandem);
  const together = await newestCall(admin, 6);
  assertAddsUp(together);
  assert.deepEqual(
    together.timeline.filter(({ type }) => type === "OfferFailed").map(({ data }) => data["reason"]),
    ["answered-elsewhere"],
  );
  assert.ok((await readMetrics(tandem)).has("tandem_queue_wait_estimate_error_seconds_count"));
});
