import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import { parseFlowDocument } from "./flow-document.ts";
import type { FlowDocument, FlowDocumentInput } from "./flow-document.ts";
import { maxNodesEntered, newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput } from "./flow-interpreter.ts";

const input: FlowDocumentInput = {
  schema: 1,
  language: "zh-CN",
  start: "welcome",
  nodes: {
    welcome: { type: "play", prompts: ["welcome"], next: "menu" },
    menu: {
      type: "menu",
      prompts: ["menu-main"],
      choices: { "1": "service", "9": "menu" },
      retries: 1,
      otherwise: "bye",
    },
    service: { type: "queue", queueId: newId(), next: "bye", unavailable: "sorry" },
    sorry: { type: "play", prompts: ["system-error"], next: "end" },
    bye: { type: "hang-up", prompts: ["goodbye"] },
    end: { type: "hang-up" },
  },
};

function parsed(value: unknown = input): FlowDocument {
  const document = parseFlowDocument(value);
  assert.ok(document.ok, document.ok ? "" : document.error.message);
  return document.value;
}

/** Runs inputs; waits are filled in as the interpreter last set them, as a punctual caller's would be. */
function run(document: FlowDocument, inputs: readonly FlowInput["kind"][] | readonly string[]) {
  let state = newFlowRun();
  const effects: FlowEffect[] = [];
  for (const kind of inputs) {
    const next = stepFlow(document, state, toInput(kind, state.wait));
    state = next.state;
    effects.push(...next.effects);
  }
  return {
    state,
    effects,
    path: effects.flatMap((effect) => (effect.kind === "entered" ? [effect.node] : [])),
  };
}

function toInput(kind: string, wait: number): FlowInput {
  if (/^[0-9*#]$/.test(kind)) return { kind: "digit", digit: kind };
  return { kind, wait } as FlowInput;
}

test("welcome, menu, key 1, queue, served, goodbye", () => {
  const { path, effects, state } = run(parsed(), [
    "start",
    "playback-finished",
    "playback-finished",
    "1",
    "served",
    "playback-finished",
  ]);
  assert.deepEqual(path, ["welcome", "menu", "service", "bye"]);
  assert.equal(effects.at(-1)?.kind, "hang-up");
  assert.equal(state.phase, "ended");
});

test("a key during the prompt counts, a wrong one is told, and after the retries it goes on otherwise", () => {
  const { path, effects } = run(parsed(), [
    "start",
    "playback-finished",
    "5",
    "playback-finished",
    "timeout",
  ]);
  assert.deepEqual(path, ["welcome", "menu", "bye"]);
  const played = effects.flatMap((effect) => (effect.kind === "play" ? [effect.prompts] : []));
  assert.deepEqual(played, [["welcome"], ["menu-main"], ["invalid-choice", "menu-main"], ["goodbye"]]);
});

test("a key pressed during the welcome ends it and is taken by the menu", () => {
  const { path, effects } = run(parsed(), ["start", "1"]);
  assert.deepEqual(path, ["welcome", "menu", "service"]);
  assert.equal(effects.filter((effect) => effect.kind === "play").length, 1);
});

test("a timer or playback of an earlier wait changes nothing", () => {
  const document = parsed();
  const { state } = run(document, ["start", "playback-finished", "playback-finished", "9"]);
  const late = stepFlow(document, state, { kind: "timeout", wait: state.wait - 1 });
  assert.equal(late.state, state);
  assert.equal(stepFlow(document, state, { kind: "playback-finished", wait: state.wait - 2 }).state, state);
});

test("a queue that cannot take the call has a way on", () => {
  const { path } = run(parsed(), [
    "start",
    "playback-finished",
    "1",
    "queue-unavailable",
    "playback-finished",
  ]);
  assert.deepEqual(path, ["welcome", "menu", "service", "sorry", "end"]);
});

test("a document that cannot run is refused with the place named", () => {
  const cases: [unknown, RegExp][] = [
    [{ ...input, start: "nowhere" }, /start: there is no node "nowhere"/],
    [{ ...input, nodes: { ...input.nodes, bye: { type: "fax" } } }, /nodes\.bye\.type/],
    [
      { ...input, nodes: { ...input.nodes, menu: { ...input.nodes["menu"], choices: { x: "bye" } } } },
      /choices/,
    ],
    [
      { ...input, nodes: { ...input.nodes, welcome: { type: "play", prompts: [], next: "menu" } } },
      /welcome\.prompts/,
    ],
    ["text", /document: /],
  ];
  for (const [value, message] of cases) {
    const result = parseFlowDocument(value);
    assert.ok(!result.ok);
    assert.match(result.error.message, message);
  }
});

test("two nodes that send the caller round for ever end the call at a bound", () => {
  const document = parsed({
    ...input,
    start: "a",
    nodes: {
      a: { type: "play", prompts: ["welcome"], next: "b" },
      b: { type: "play", prompts: ["welcome"], next: "a" },
    },
  });
  const inputs = ["start", ...Array.from({ length: maxNodesEntered + 5 }, () => "playback-finished")];
  const { state, effects } = run(document, inputs);
  assert.equal(state.phase, "ended");
  assert.equal(effects.filter((effect) => effect.kind === "hang-up").length, 1);
});

test("whatever the caller does, the flow waits for something or has ended, and hangs up once", () => {
  const kinds = ["playback-finished", "timeout", "served", "queue-unavailable", "1", "9", "5", "#"];
  const document = parsed();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 80 }), (inputs) => {
      const { state, effects } = run(document, ["start", ...inputs]);
      const hangUps = effects.filter((effect) => effect.kind === "hang-up").length;
      assert.equal(hangUps, state.phase === "ended" ? 1 : 0);
    }),
  );
});
