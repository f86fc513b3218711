import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallId, FlowId, QueueId } from "@tandem/kernel";
import type { OverflowRule, QueueRouting } from "./configuration.ts";
import { nextWakeAt, stepRouting, waitOutlook } from "./engine.ts";
import { newRouting, restAfterMissedOfferMs } from "./state.ts";
import type { RoutingOptions } from "./state.ts";
import {
  agentId,
  callId,
  configured,
  contactIn,
  free,
  offersIn,
  queueId,
  skillId,
} from "./testing/numbered-names.ts";
import type { RoutingInput } from "./decisions.ts";

type AgentSpec = {
  queues?: number[];
  skills?: Record<number, number>;
  capacity?: number;
  excluded?: number[];
};

/** A floor of queues and of agents who are free, the first one the longest. */
function floor(
  queues: readonly Partial<QueueRouting>[],
  agents: readonly AgentSpec[],
  options: Partial<RoutingOptions> = {},
) {
  const state = newRouting(options);
  let now = 0;
  const tell = (...inputs: RoutingInput[]) => inputs.flatMap((input) => stepRouting(state, input, now));
  queues.forEach((queue, n) => tell(configured.queue(n, queue)));
  agents.forEach((agent, n) => tell(configured.agent(n, agent), free(n, n)));
  const at = (time: number, ...inputs: RoutingInput[]) => {
    now = time;
    return tell(...inputs);
  };
  return { state, at };
}

const left = (n: number): RoutingInput => ({ kind: "contact-left", callId: callId(n) });
const accepted = (c: number, a: number): RoutingInput => ({
  kind: "offer-accepted",
  callId: callId(c),
  agentId: agentId(a),
});
const failed = (c: number, a: number): RoutingInput =>
  ({ ...accepted(c, a), kind: "offer-failed" }) as RoutingInput;
const time: RoutingInput = { kind: "time" };

test("the longest idle agent gets the first in line", () => {
  const { at } = floor([{}], [{}, {}]);
  const decisions = at(100, contactIn(0, 1), contactIn(0, 2), contactIn(0, 3));
  assert.deepEqual(offersIn(decisions), ["c1→a0", "c2→a1"]);
  const [wait] = decisions.slice(2);
  assert.ok(wait?.kind === "wait" && wait.position === 1 && wait.why.passedOver.busy === 2);
});

test("an offer that fails goes to the next agent, and the one who missed it rests", () => {
  const { state, at } = floor([{}], [{}, {}]);
  at(100, contactIn(0, 1));
  assert.deepEqual(offersIn(at(20_000, failed(1, 0))), ["c1→a1"]);
  assert.deepEqual(offersIn(at(21_000, failed(1, 1))), []);
  assert.equal(nextWakeAt(state), 20_000 + restAfterMissedOfferMs);
  assert.deepEqual(offersIn(at(20_000 + restAfterMissedOfferMs, time)), ["c1→a0"]);
});

test("a caller who leaves takes the offer back, and the agent gets the next caller", () => {
  const { at } = floor([{}], [{}]);
  at(100, contactIn(0, 1), contactIn(0, 2));
  const decisions = at(200, left(1));
  assert.equal(decisions[0]?.kind, "withdraw-offer");
  assert.deepEqual(offersIn(decisions), ["c2→a0"]);
});

test("priority is worth waiting time: it goes before those who wait, but not before who waits longer than that", () => {
  const { at } = floor([{ priorityStepMs: 1000 }], []);
  at(0, contactIn(0, 1, { queuedAt: 0 }));
  at(500, contactIn(0, 2, { queuedAt: 500 }));
  at(1200, contactIn(0, 3, { queuedAt: 1200, priority: 1 }));
  const decisions = at(1300, configured.agent(0, { capacity: 3 }), free(0, 0));
  assert.deepEqual(offersIn(decisions), ["c1→a0", "c3→a0", "c2→a0"]);
});

test("skills: only who knows enough is offered; the others are counted as unskilled", () => {
  const queue = { skills: [{ skillId: skillId(1), minimum: 5 }] };
  const { at } = floor([queue], [{ skills: { 1: 4 } }, { skills: { 1: 6 } }, { skills: { 2: 9 } }]);
  const [offer] = at(10, contactIn(0, 1));
  assert.ok(offer?.kind === "offer" && offer.agentId === agentId(1));
  assert.deepEqual(offer.why.passedOver, { offDuty: 0, notReady: 0, busy: 0, resting: 0, unskilled: 2 });
  const more = { skills: [{ skillId: skillId(2), minimum: 1 }] };
  assert.equal(at(20, contactIn(0, 2, more))[0]?.kind, "wait");
});

test("strategies: least calls, most skilled and round robin choose by their own order", () => {
  const calm = floor([{ strategy: "least-calls" }], [{}, {}]);
  calm.at(1, contactIn(0, 1), accepted(1, 0));
  calm.at(2, free(0, 0));
  assert.deepEqual(offersIn(calm.at(3, contactIn(0, 2))), ["c2→a1"]);
  const skills = [{ skillId: skillId(1), minimum: 1 }];
  const best = floor([{ strategy: "most-skilled", skills }], [{ skills: { 1: 3 } }, { skills: { 1: 8 } }]);
  assert.deepEqual(offersIn(best.at(1, contactIn(0, 1), contactIn(0, 2))), ["c1→a1", "c2→a0"]);
  const turns = floor([{ strategy: "round-robin" }], [{}, {}, {}]);
  const order = [1, 2, 3, 4].flatMap((n) => {
    const offers = offersIn(turns.at(n, contactIn(0, n), left(n)));
    return offers;
  });
  assert.deepEqual(order, ["c1→a0", "c2→a1", "c3→a2", "c4→a0"]);
});

test("ring several: the first to answer has the caller, the others are called off", () => {
  const { at } = floor([{ ringAtOnce: 2 }], [{}, {}, {}]);
  assert.deepEqual(offersIn(at(1, contactIn(0, 1))), ["c1→a0", "c1→a1"]);
  const decisions = at(2, accepted(1, 1));
  assert.deepEqual(
    decisions.map(({ kind }) => kind),
    ["withdraw-offer"],
  );
  assert.deepEqual(offersIn(at(3, contactIn(0, 2))), ["c2→a0", "c2→a2"]);
});

test("last agent first: kept while that one is at work and no longer than the limit", () => {
  const { at } = floor([{ lastAgentMs: 10_000 }], [{}, {}]);
  at(1, contactIn(0, 1), accepted(1, 0));
  const back = { lastAgentId: agentId(0) };
  assert.deepEqual(
    offersIn(at(2, contactIn(0, 2, { ...back, queuedAt: 2 }))),
    [],
    "a1 is free, but it is kept for a0",
  );
  const late = at(10_002, time);
  assert.deepEqual(offersIn(late), ["c2→a1"]);
  assert.ok(late[0]?.kind === "offer" && late[0].why.trigger === "last-agent-not-free");
});

test("last agent first: an unavailable last agent does not block the queue", () => {
  const { at } = floor([{ lastAgentMs: 10_000 }], [{}, {}]);
  at(1, contactIn(0, 1), accepted(1, 0));
  at(2, contactIn(0, 2, { lastAgentId: agentId(0), queuedAt: 2 }));
  const away = { ...free(0, 3), ready: false } as RoutingInput;
  assert.deepEqual(offersIn(at(3, away)), ["c2→a1"]);
  assert.deepEqual(offersIn(at(4, free(1, 4))), []);
});

test("bullseye: the minimum falls with the wait", () => {
  const skills = [{ skillId: skillId(1), minimum: 8 }];
  const rings = [
    { afterMs: 10_000, minimums: [{ skillId: skillId(1), minimum: 4 }] },
    { afterMs: 20_000, minimums: [{ skillId: skillId(1), minimum: 0 }] },
  ];
  const { state, at } = floor([{ skills, rings }], [{ skills: { 1: 5 } }, {}]);
  at(0, contactIn(0, 1, { queuedAt: 0 }), contactIn(0, 2, { queuedAt: 0 }));
  assert.equal(nextWakeAt(state), 10_000);
  assert.deepEqual(offersIn(at(10_000, time)), ["c1→a0"]);
  assert.deepEqual(offersIn(at(20_000, time)), ["c2→a1"]);
});

test("capacity and exclusions are kept", () => {
  const { at } = floor([{}, {}], [{ queues: [0, 1], capacity: 2, excluded: [1] }]);
  const decisions = at(1, contactIn(1, 1), contactIn(0, 2), contactIn(0, 3), contactIn(0, 4));
  assert.deepEqual(offersIn(decisions), ["c2→a0", "c3→a0"]);
});

test("lists: important numbers go first, blocked ones nowhere", () => {
  const { at } = floor([{}], []);
  const lists = { important: new Map([["138", 5]]), blocked: new Set(["400"]) };
  const decisions = at(
    0,
    { kind: "lists-configured", ...lists },
    contactIn(0, 1, { queuedAt: 0 }),
    contactIn(0, 2, { queuedAt: 1, number: "138" }),
    contactIn(0, 3, { number: "400" }),
  );
  assert.ok(decisions.some((each) => each.kind === "refuse" && each.because === "blocked-number"));
  assert.deepEqual(offersIn(at(2, configured.agent(0, {}), free(0, 0))), ["c2→a0"]);
});

const toQueue = (n: number): OverflowRule["to"] => ({ kind: "queue", queueId: queueId(n) });

test("overflow by size, by wait, by nobody on duty and by hours, on to the next queue or out", () => {
  const rules: OverflowRule[] = [
    { when: { kind: "closed" }, to: { kind: "message", prompt: "closed" } },
    { when: { kind: "nobody-on-duty" }, to: { kind: "voicemail" } },
    { when: { kind: "size", from: 1 }, to: { kind: "flow", flowId: "f" as FlowId } },
    { when: { kind: "wait", overMs: 5000 }, to: toQueue(1) },
  ];
  const back: OverflowRule[] = [{ when: { kind: "wait", overMs: 1000 }, to: toQueue(0) }];
  const { state, at } = floor([{ overflow: rules }, { overflow: back }], [{ queues: [0] }]);
  const overflows = (decisions: ReturnType<typeof at>) =>
    decisions.flatMap((each) =>
      each.kind === "overflow" ? [[each.callId, each.because, each.to.kind]] : [],
    );
  at(0, { ...free(0, 0), ready: false } as RoutingInput);
  assert.deepEqual(overflows(at(0, contactIn(0, 1, { queuedAt: 0 }))), []);
  assert.deepEqual(overflows(at(1, contactIn(0, 2))), [["c2", "size", "flow"]]);
  assert.deepEqual(overflows(at(5000, time)), [["c1", "wait", "queue"]]);
  assert.deepEqual(overflows(at(9000, time)), [], "back into a queue it has been in it does not go");
  assert.equal(state.contacts.get(callId(1))?.queue.queueId, queueId(1));
  at(9001, contactIn(0, 3, { queuedAt: 9001 }));
  assert.deepEqual(overflows(at(9002, { ...free(0, 0), onDuty: false } as RoutingInput)), [
    ["c3", "nobody-on-duty", "voicemail"],
  ]);
  at(9003, { kind: "queue-opened", queueId: queueId(0), open: false });
  assert.deepEqual(overflows(at(9004, contactIn(0, 4))), [["c4", "closed", "message"]]);
});

test("who an earlier process had in line stays there, though nobody is on duty yet; an overflow that was due is made up for", () => {
  const overflow: OverflowRule[] = [
    { when: { kind: "nobody-on-duty" }, to: { kind: "message", prompt: "closed" } },
    { when: { kind: "wait", overMs: 30_000 }, to: { kind: "voicemail" } },
  ];
  const { state, at } = floor([{ overflow }], []);
  const overflows = (decisions: ReturnType<typeof at>) =>
    decisions.flatMap((each) => (each.kind === "overflow" ? [each.callId, each.because] : []));
  at(100_000, contactIn(0, 1, { queuedAt: 80_000, enteredAt: 80_000 }));
  at(100_000, contactIn(0, 2, { queuedAt: 10_000, enteredAt: 60_000 }));
  assert.equal(state.contacts.size, 2);
  assert.deepEqual(overflows(at(104_999, time)), []);
  assert.deepEqual(overflows(at(105_000, time)), ["c2", "wait"]);
  assert.deepEqual(overflows(at(110_000, time)), ["c1", "wait"]);
  assert.deepEqual(overflows(at(110_001, contactIn(0, 3))), ["c3", "nobody-on-duty"]);
});

test("overflow by estimated wait is asked when the contact comes", () => {
  const overflow: OverflowRule[] = [
    { when: { kind: "estimated-wait", overMs: 200_000 }, to: { kind: "voicemail" } },
  ];
  const { at, state } = floor([{ overflow }], [{}]);
  at(1, contactIn(0, 0), accepted(0, 0), contactIn(0, 1));
  // One agent, three minutes each before anything was measured: the second in line would wait six.
  assert.deepEqual(waitOutlook(state, callId(1), 1), { position: 1, estimatedWaitMs: 180_000 });
  assert.equal(at(1, contactIn(0, 2))[0]?.kind, "overflow");
});

test("an agent of two queues goes where the target is over first; a queue behind its goal gets a start", () => {
  const hurried = [{ targetMs: 60_000 }, { targetMs: 5000 }];
  const { at } = floor(hurried, []);
  at(0, contactIn(0, 1, { queuedAt: 0 }));
  at(1000, contactIn(1, 2, { queuedAt: 1000 }));
  const both = configured.agent(0, { queues: [0, 1] });
  const decisions = at(2000, both, free(0, 0));
  assert.deepEqual(offersIn(decisions), ["c2→a0"]);
  assert.ok(decisions[0]?.kind === "offer" && decisions[0].why.nextContacts.includes(callId(1)));
  const behind = floor([{}, {}], [{ queues: [1] }], { choice: "furthest-behind" });
  for (let n = 10; n < 40; n++) {
    behind.at(n * 100_000, contactIn(1, n, { queuedAt: (n - 1) * 100_000 }), accepted(n, 0), free(0, n));
  }
  behind.at(5_000_000, { ...free(0, 0), ready: false } as RoutingInput);
  behind.at(5_000_000, contactIn(0, 1, { queuedAt: 5_000_000 }), contactIn(1, 2, { queuedAt: 5_010_000 }));
  assert.deepEqual(offersIn(behind.at(5_011_000, configured.agent(1, { queues: [0, 1] }), free(1, 0))), [
    "c2→a1",
  ]);
});

test("a queue that is removed hands its callers on, or gives them back", () => {
  const { at } = floor([{}, {}], [{ queues: [0] }]);
  at(1, contactIn(0, 1), contactIn(0, 2));
  const removal = { kind: "queue-removed", queueId: queueId(0) } as const;
  const moved = at(2, { ...removal, moveTo: queueId(1) });
  assert.deepEqual(
    moved.map(({ kind, callId: id }) => [kind, id]),
    [
      ["withdraw-offer", "c1"],
      ["wait", "c1"],
      ["wait", "c2"],
    ],
  );
  const gone = at(3, { ...removal, queueId: queueId(1), moveTo: undefined });
  assert.deepEqual(new Set(gone.map(({ kind }) => kind)), new Set(["refuse"]));
});

test("callers keep their place when a queue is configured anew, and unknown things change nothing", () => {
  const { at } = floor([{}], []);
  at(1, contactIn(0, 1), contactIn(0, 2));
  at(2, configured.queue(0, { skills: [{ skillId: skillId(1), minimum: 2 }] }));
  assert.deepEqual(offersIn(at(3, configured.agent(0, {}), free(0, 0))), []);
  assert.deepEqual(offersIn(at(4, configured.agent(0, { skills: { 1: 2 } }))), ["c1→a0"]);
  assert.deepEqual(at(5, left(9), accepted(9, 9), failed(9, 9), free(9, 9)), []);
  assert.equal(at(6, contactIn(7, 5))[0]?.kind, "refuse");
  assert.equal(waitOutlook(newRouting(), "c" as CallId, 0), undefined);
  assert.equal(at(7, { kind: "queue-removed", queueId: "x" as QueueId, moveTo: undefined }).length, 0);
});

test("assigned: a caller picked out of the line goes to the agent chosen, skills or not, and comes back when missed", () => {
  const skills = [{ skillId: skillId(1), minimum: 5 }];
  const { state, at } = floor([{ skills }], [{ skills: { 2: 1 } }, { queues: [] }]);
  at(1, contactIn(0, 1), contactIn(0, 2));
  const assigned = (call: number, agent: number): RoutingInput => ({
    kind: "contact-assigned",
    callId: callId(call),
    agentId: agentId(agent),
  });
  const [offer] = at(2, assigned(2, 0));
  assert.ok(offer?.kind === "offer" && offer.callId === callId(2) && offer.agentId === agentId(0));
  assert.equal(offer.why.strategy, "assigned");
  assert.deepEqual(at(3, assigned(1, 0)), [], "the agent is rung already");
  assert.deepEqual(at(3, assigned(2, 1)), [], "the caller is offered already");
  at(20_000, failed(2, 0));
  assert.equal(waitOutlook(state, callId(2), 20_000)?.position, 2, "the old place");
  assert.deepEqual(offersIn(at(20_001, assigned(2, 1))), ["c2→a1"]);
});
