import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, err, makeFact, newId, ok } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, FlowId, LegId, QueueId, TenantId } from "@tandem/kernel";
import type { QueueFact } from "#contact-center/queues";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact, DialOutOptions } from "#telephony/calls";
import { overflowContribution } from "./overflow-contribution.ts";
import type { OverflowFact } from "./overflow-facts.ts";
import { Overflows } from "./overflow-service.ts";

type AnyFact = CallFact | BridgeFact | QueueFact | OverflowFact;

const clock = { now: () => 1000, after: () => () => {} };
const [tenantId, callId] = [newId<TenantId>(), newId<CallId>()];
const phone = { uri: "sip:phone@192.0.2.1", to: { flow: "flow" }, transport: "rtp" } as const;
const [li, absent] = ["li" as AgentId, "gone" as AgentId];
const [callerLegId, farLegId] = ["caller" as LegId, "far" as LegId];

/** Notes what is asked of calls, bridges and flows. `mayDial`: whether the tenant may call that number. */
function world({ mayDial = true, flowIsThere = true } = {}) {
  const facts = new FactBus<AnyFact>((error) => assert.fail(error as Error));
  const done: string[] = [];
  const told: AnyFact[] = [];
  facts.onAny((fact) => void told.push(fact));
  const make = () =>
    new Overflows({
      clock,
      calls: {
        callerLegOf: () => callerLegId,
        numbersOf: () => ({ ani: "138", dnis: "4000" }),
        dial: (_, { agentId }) => (done.push(`ring ${agentId}`), farLegId),
        dialOut: (_, { number }) => (done.push(`dial ${number}`), farLegId),
        play: (_, { files, loop }) => (done.push(`play ${files.join(" ")}${loop ? " on" : ""}`), "playback"),
        hangUp: (_, { cause, by }) => void done.push(`hang up ${cause} ${by}`),
      },
      bridges: { join: ({ agentLegId, agentId }) => void done.push(`join ${agentLegId} ${agentId}`) },
      flows: {
        handOver: ({ flowId, ani }) => (done.push(`flow ${flowId} ${ani}`), flowIsThere),
        takeMessage: ({ flowId, dnis }) => (done.push(`mailbox of ${flowId} ${dnis}`), flowIsThere),
        notTaken: () => void done.push("on in the flow"),
        dismiss: (_, prompts) => void done.push(`say ${prompts.join(" ")}`),
      },
      prompts: { files: (names) => [...names] },
      languageOf: () => "zh-CN",
      dialOut: () =>
        mayDial
          ? ok((() => assert.fail("the calls dial")) as unknown as DialOutOptions["dial"])
          : err({ kind: "forbidden" }),
      phoneOf: (_, agentId) => ({ extension: "1001", target: agentId === absent ? undefined : phone }),
      facts,
      below: facts,
    });
  const publish = (content: FactContent<CallFact | QueueFact>) =>
    facts.publish(makeFact<CallFact | QueueFact>(clock, content));
  const flowOut = (to: Extract<QueueFact, { type: "ContactFlowedOut" }>["to"]) => {
    const about = { queueId: "q" as QueueId, queueName: "A", waitMs: 0, because: "closed" as const };
    publish({ type: "ContactFlowedOut", tenantId, callId, ...about, to });
  };
  const answered = () =>
    publish({ type: "LegAnswered", tenantId, callId, legId: farLegId, agentId: null, codec: "PCMA" });
  const ended = (cause: "busy" | "hung-up-remotely") =>
    publish({ type: "LegEnded", tenantId, callId, legId: farLegId, agentId: null, answered: false, cause });
  const failures = () => told.flatMap((fact) => (fact.type === "OverflowFailed" ? [fact.cause] : []));
  return { overflows: make(), done, told, flowOut, answered, ended, failures };
}

test("into another flow or the mailbox, or on in the own one when that is gone; a message; another queue is not our business", () => {
  const { flowOut, done } = world();
  flowOut({ kind: "flow", flowId: "f" as FlowId });
  flowOut({ kind: "voicemail" });
  flowOut({ kind: "message", prompt: "closed" });
  flowOut({ kind: "queue", queueId: newId<QueueId>(), name: "B" });
  flowOut({ kind: "unavailable" });
  assert.deepEqual(done, ["flow f 138", "mailbox of q 4000", "say closed", "on in the flow"]);
  const gone = world({ flowIsThere: false });
  gone.flowOut({ kind: "flow", flowId: "f" as FlowId });
  gone.flowOut({ kind: "voicemail" });
  assert.deepEqual(gone.done, ["flow f 138", "on in the flow", "mailbox of q 4000", "on in the flow"]);
});

test("to a number outside: ringback, both are joined, and the call is over when it hangs up", () => {
  const { flowOut, answered, ended, done, told } = world();
  flowOut({ kind: "external", number: "10086" });
  assert.deepEqual(done.splice(0), ["play tone-ringback on", "dial 10086"]);
  answered();
  assert.deepEqual(done.splice(0), ["join far null"]);
  ended("hung-up-remotely");
  assert.deepEqual(done, ["hang up completed callee"]);
  assert.deepEqual(overflowContribution(told), { answeredAt: 1000 });
});

test("a number that does not answer, or may not be called: on in the flow, and the record says why", () => {
  const busy = world();
  busy.flowOut({ kind: "external", number: "10086" });
  busy.ended("busy");
  assert.deepEqual([busy.done.at(-1), busy.failures()], ["on in the flow", ["busy"]]);
  assert.deepEqual(overflowContribution(busy.told), {});
  busy.answered();
  assert.equal(busy.done.at(-1), "on in the flow", "too late");
  const forbidden = world({ mayDial: false });
  forbidden.flowOut({ kind: "external", number: "10086" });
  assert.deepEqual([forbidden.done, forbidden.failures()], [["on in the flow"], ["forbidden"]]);
});

test("after a restart: who talked goes on talking, a number that rang has failed", () => {
  const before = world();
  before.flowOut({ kind: "external", number: "10086" });
  const ringing = JSON.parse(JSON.stringify(before.overflows.snapshot(callId)));
  before.answered();
  const talking = JSON.parse(JSON.stringify(before.overflows.snapshot(callId)));

  const rang = world();
  rang.overflows.restore(ringing);
  rang.overflows.goOnAfterRestart(callId);
  assert.deepEqual([rang.done, rang.failures()], [["on in the flow"], ["restarted"]]);
  const talked = world();
  talked.overflows.restore(talking);
  talked.overflows.goOnAfterRestart(callId);
  assert.deepEqual(talked.done, []);
  talked.ended("hung-up-remotely");
  assert.deepEqual(talked.done, ["hang up completed callee"]);
});

test("a flow puts its caller through: to a person, to a number; who is not taken goes on in the flow", () => {
  const person = world();
  const wish = { tenantId, callId };
  person.overflows.putThrough({ ...wish, to: { kind: "person", agentId: li } });
  assert.deepEqual(person.done.splice(0), ["play tone-ringback on", "ring li"]);
  person.answered();
  assert.deepEqual(person.done.splice(0), ["join far li"]);
  person.ended("hung-up-remotely");
  assert.deepEqual(person.done, ["hang up completed agent"]);

  const away = world();
  away.overflows.putThrough({ ...wish, to: { kind: "person", agentId: absent } });
  assert.deepEqual([away.done, away.failures()], [["on in the flow"], ["unreachable"]]);
  const busy = world();
  busy.overflows.putThrough({ ...wish, to: { kind: "number", number: "10086" } });
  busy.ended("busy");
  assert.deepEqual([busy.done.at(-1), busy.failures()], ["on in the flow", ["busy"]]);
});
