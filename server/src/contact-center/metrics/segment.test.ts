import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeFact, newId } from "@tandem/kernel";
import type { CallId, Fact, TenantId } from "@tandem/kernel";
import { foldSegments } from "./segment.ts";
import { callFacts } from "./testing/generated.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const second = 1000;

/** Facts at their seconds. */
function story(...lines: [at: number, type: string, data?: object][]): Fact[] {
  return lines.map(([at, type, data]) =>
    makeFact<Fact>({ now: () => at * second, after: () => () => {} }, {
      type,
      tenantId,
      callId,
      ...data,
    } as never),
  );
}

const arrived = { direction: "inbound", ani: "13800138000", dnis: "4000" };
const queued = (queueId: string, returning = false) => ({ queueId, queueName: `the ${queueId}`, returning });
const answered = (agentId: string) => ({ agentId, agentName: agentId });
const joined = (agentLegId: string) => ({ callerLegId: "caller", agentLegId });

test("a caller who is answered, held and wrapped up is one segment with all its times", () => {
  const [segment, ...more] = foldSegments(
    story(
      [0, "CallArrived", arrived],
      [5, "ContactQueued", queued("service")],
      [17, "ContactAnswered", answered("li")],
      [17, "LegsBridged", joined("li")],
      [40, "LegHeld", { legId: "li" }],
      [50, "LegResumed", { legId: "li" }],
      [77, "BridgeEnded", joined("li")],
      [77, "ContactServed", answered("li")],
      [78, "CallEnded"],
      [90, "DispositionFiled", { disposition: "sale" }],
      [90, "WrapUpFinished", { agentId: "li", wrapUpMs: 13_000 }],
    ),
  );
  assert.equal(more.length, 0);
  const { outcome, waitMs, talkMs, holdMs, wrapUpMs, agentId, customer, topic } = segment ?? assert.fail();
  assert.deepEqual(
    { outcome, waitMs, talkMs, holdMs, wrapUpMs, agentId, customer, topic },
    {
      outcome: "answered",
      waitMs: 12_000,
      talkMs: 50_000,
      holdMs: 10_000,
      wrapUpMs: 13_000,
      agentId: "li",
      customer: "13800138000",
      topic: "sale",
    },
  );
});

test("a caller whom a rule sent to a number outside flowed out, and gave nothing up when the call ends", () => {
  const [segment] = foldSegments(
    story(
      [0, "CallArrived", arrived],
      [5, "ContactQueued", queued("service")],
      [65, "ContactFlowedOut", { queueId: "service", to: { kind: "external", number: "10086" } }],
      [90, "CallEnded"],
    ),
  );
  assert.deepEqual(
    [segment?.outcome, segment?.flowedTo, segment?.waitMs],
    ["flowed-out", "external", 60_000],
  );
});

test("a call put into another queue flowed out of the first, and each segment has its own wait", () => {
  const [first, then] = foldSegments(
    story(
      [0, "CallArrived", arrived],
      [1, "ContactQueued", queued("service")],
      [31, "ContactQueued", queued("second line")],
      [41, "ContactAbandoned"],
      [42, "CallEnded"],
    ),
  );
  assert.deepEqual(
    [first?.outcome, first?.flowedTo, first?.waitMs],
    ["flowed-out", "queue:second line", 30_000],
  );
  assert.deepEqual([then?.outcome, then?.waitMs], ["abandoned", 10_000]);
});

test("a caller who came back because the agent was lost is offered once; each agent's talk is in its own segment", () => {
  const [first, then] = foldSegments(
    story(
      [0, "ContactQueued", queued("service")],
      [10, "ContactAnswered", answered("li")],
      [10, "LegsBridged", joined("li")],
      [20, "BridgeEnded", joined("li")],
      [20, "ContactReturned", answered("li")],
      [20, "ContactQueued", queued("service", true)],
      [25, "ContactAnswered", answered("wang")],
      [25, "LegsBridged", joined("wang")],
      [55, "BridgeEnded", joined("wang")],
      [55, "ContactServed", answered("wang")],
      [60, "WrapUpFinished", { agentId: "wang", wrapUpMs: 5_000 }],
    ),
  );
  assert.deepEqual(
    [first?.returning, first?.agentId, first?.talkMs, first?.wrapUpMs],
    [false, "li", 10_000, 0],
  );
  assert.deepEqual(
    [then?.returning, then?.agentId, then?.talkMs, then?.wrapUpMs],
    [true, "wang", 30_000, 5_000],
  );
});

test("attended transfer skips wrap-up, or credits the wrong agent an hour: both wrap-ups are in the queue's handling, none is lost", () => {
  const [segment] = foldSegments(
    story(
      [0, "ContactQueued", queued("service")],
      [10, "ContactAnswered", answered("li")],
      [10, "LegsBridged", joined("li")],
      [70, "LegsBridged", joined("wang")],
      [80, "WrapUpFinished", { agentId: "li", wrapUpMs: 10_000 }],
      [100, "BridgeEnded", joined("wang")],
      [100, "ContactServed", answered("wang")],
      [115, "WrapUpFinished", { agentId: "wang", wrapUpMs: 15_000 }],
    ),
  );
  assert.deepEqual([segment?.agentId, segment?.talkMs, segment?.wrapUpMs], ["li", 90_000, 25_000]);
});

test("who still waits is neither answered nor lost, until the call ends without a word", () => {
  const waiting = story([0, "ContactQueued", queued("service")]);
  assert.equal(foldSegments(waiting)[0]?.outcome, "waiting");
  const ended = foldSegments([...waiting, ...story([9, "CallEnded"])])[0];
  assert.deepEqual([ended?.outcome, ended?.waitMs], ["abandoned", 9_000]);
});

test("whatever the facts: one segment for each time a contact was queued, with one outcome, and no time is negative or told twice", () => {
  fc.assert(
    fc.property(callFacts(tenantId), (facts) => {
      const segments = foldSegments(facts);
      const ids = facts.filter(({ type }) => type === "ContactQueued").map(({ id }) => id);
      assert.deepEqual(segments.map(({ id }) => id).toSorted(), ids.toSorted());
      for (const { outcome, decidedAt, waitMs, servedAt, talkMs, holdMs, agentId } of segments) {
        assert.equal(outcome === "waiting", decidedAt === null);
        assert.ok(waitMs >= 0 && talkMs >= 0 && holdMs >= 0);
        assert.equal(outcome === "answered", agentId !== null);
        if (servedAt === null) assert.equal(talkMs + holdMs, 0);
        else assert.ok(talkMs + holdMs <= servedAt - (decidedAt ?? 0));
      }
      const isOver = facts.some(({ type }) => type === "CallEnded") && facts.at(-1)?.type === "CallEnded";
      if (isOver) assert.ok(segments.every(({ outcome }) => outcome !== "waiting"));
      assert.deepEqual(foldSegments(facts.toReversed()), segments, "the order of coming makes no difference");
    }),
  );
});
