import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import { parseFlowDocument } from "./flow-document.ts";
import type { FlowDocumentInput } from "./flow-document.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput, FlowState } from "./flow-run.ts";

const end = { type: "hang-up" } as const;

/** Starts a call in such a flow, and feeds it keys, and `wait` for a timer and `heard` for sound that ended. */
function run(nodes: FlowDocumentInput["nodes"], happened: readonly string[] = [], from = "13800138000") {
  const document = parseFlowDocument({
    schema: 1,
    language: "en",
    start: "first",
    nodes: { ...nodes, yes: end, no: end },
  });
  assert.ok(document.ok, document.ok ? "" : document.error.message);
  let state: FlowState = newFlowRun(true, { from, to: "4000" });
  const effects: FlowEffect[] = [];
  const feed = (input: FlowInput) => {
    const next = stepFlow(document.value, state, input);
    state = next.state;
    effects.push(...next.effects);
  };
  feed({ kind: "start" });
  for (const each of happened) {
    const { wait } = state;
    if (each === "wait") feed({ kind: "timeout", wait });
    else if (each === "heard") feed({ kind: "playback-finished", wait });
    else feed({ kind: "digit", digit: each });
  }
  const played = effects.flatMap((effect) => (effect.kind === "play" ? [effect.prompts.join("+")] : []));
  const timers = effects.flatMap((effect) => (effect.kind === "set-timer" ? [effect.seconds] : []));
  return { node: state.node, state, effects, played, timers, variables: state.variables };
}

test("a condition goes by what is so, and otherwise where it cannot be said", () => {
  const ask = (when: string) =>
    run({ first: { type: "condition", when, next: "yes", otherwise: "no" } }).node;
  assert.equal(ask('call.from.startsWith("138") && call.to == "4000" && call.language == "en"'), "yes");
  assert.equal(ask('call.from == "1"'), "no");
  assert.equal(ask("missing + 1 > 0"), "no");
  assert.equal(ask('"yes"'), "no", "what is not true is not so");
});

test("a switch compares with each case as it is written", () => {
  const to = (value: string) =>
    run({ first: { type: "switch", value, cases: { "1": "yes", true: "yes" }, otherwise: "no" } }).node;
  assert.deepEqual(["1", "3 - 2", '"1"', "1 == 1"].map(to), ["yes", "yes", "yes", "yes"]);
  assert.deepEqual(["2", "null", "call", '"constructor"'].map(to), ["no", "no", "no", "no"]);
});

test("a variable is set and counted on with; a value that cannot be said leaves it as it was", () => {
  const set = (value: string, next: string) =>
    ({ type: "set-variable", variable: "n", value, next, otherwise: "no" }) as const;
  const counted = run({ first: set("1", "more"), more: set("n + 1", "yes") });
  assert.deepEqual([counted.node, counted.variables], ["yes", { n: 2 }]);
  const failed = run({ first: set("1", "more"), more: set('int("x")', "yes") });
  assert.deepEqual([failed.node, failed.variables], ["no", { n: 1 }]);
});

test("a guard lets a caller through so many times", () => {
  const { node, state } = run({
    first: { type: "loop-guard", rounds: 3, next: "again", otherwise: "no" },
    again: { type: "answer", next: "first" },
  });
  assert.deepEqual([node, state.entered], ["no", 3 * 2 + 2]);
});

const order: FlowDocumentInput["nodes"] = {
  first: {
    type: "collect-digits",
    prompts: ["order"],
    variable: "order",
    least: 4,
    most: 6,
    timeoutSeconds: 9,
    pauseSeconds: 3,
    retries: 1,
    next: "yes",
    otherwise: "no",
  },
};

test("keys are collected: until the end key, until there are as many as can be, until a pause", () => {
  for (const keys of [
    ["1", "2", "3", "4", "#"],
    ["heard", "1", "2", "3", "4", "wait"],
  ])
    assert.deepEqual(run(order, keys).variables, { order: "1234" });
  assert.deepEqual(run(order, ["1", "2", "3", "4", "5", "6"]).variables, { order: "123456" });
  assert.deepEqual(run(order, ["heard", "1"]).timers, [9, 3]);
  assert.equal(run(order, ["1", "2", "3", "4"]).node, "first", "there may be more");
});

test("too few keys, or none, are asked for again, and after the retries it goes on otherwise", () => {
  const few = run(order, ["1", "2", "#"]);
  assert.deepEqual([few.node, few.played], ["first", ["order", "invalid-choice+order"]]);
  const none = run(order, ["heard", "wait", "heard", "wait"]);
  assert.deepEqual([none.node, none.played], ["no", ["order", "no-input+order"]]);
  assert.deepEqual(run(order, ["1", "#", "1", "2", "3", "4", "#"]).variables, { order: "1234" });
});

test("who knows the way types it ahead, and what is left goes to the next menu", () => {
  const nodes: FlowDocumentInput["nodes"] = {
    first: { type: "answer", next: "order" },
    order: { ...order["first"], type: "collect-digits", next: "menu" } as FlowDocumentInput["nodes"][string],
    menu: { type: "menu", prompts: ["menu"], choices: { "1": "yes" }, otherwise: "no" },
  };
  const document = parseFlowDocument({
    schema: 1,
    language: "en",
    start: "first",
    nodes: { ...nodes, yes: end, no: end },
  });
  assert.ok(document.ok);
  let { state } = stepFlow(document.value, newFlowRun(false), { kind: "start" });
  for (const digit of "9876#1") ({ state } = stepFlow(document.value, state, { kind: "digit", digit }));
  ({ state } = stepFlow(document.value, state, { kind: "answered" }));
  assert.deepEqual([state.node, state.variables], ["yes", { order: "9876" }]);
});

test("tags are noted as texts, in one, the last of a name; what cannot be said is left out", () => {
  const tag = (tags: Record<string, string>, next: string) => ({ type: "tag-call", tags, next }) as const;
  const { state } = run({
    first: tag({ "Order no.": "1 + 1", from: "call.from", empty: '""', wrong: 'int("x")' }, "again"),
    again: tag({ from: '"web"', missing: "gone" }, "yes"),
  });
  assert.deepEqual([state.node, state.tags], ["yes", { "Order no.": "2", from: "web" }]);
  const none = run({ first: tag({ wrong: 'int("x")' }, "yes") });
  assert.deepEqual([none.node, none.state.tags], ["yes", undefined]);
});

test("skills that are asked for go with the caller into queues, the last ones", () => {
  const [one, other] = [newId(), newId()];
  const { effects } = run({
    first: { type: "skills", skills: { [one]: 3 }, next: "again" },
    again: { type: "skills", skills: { [other]: 5 }, next: "line" },
    line: { type: "queue", queueId: newId(), next: "yes", unavailable: "no" },
  });
  const enqueued = effects.find((effect) => effect.kind === "enqueue");
  assert.deepEqual(enqueued?.skills, { [other]: 5 });
});
