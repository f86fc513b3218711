import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import { parseFlowDocument } from "./flow-document.ts";
import type { FlowDocument, FlowDocumentInput } from "./flow-document.ts";
import { maxNodesEntered, newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput } from "./flow-run.ts";

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
  let state = newFlowRun(document.answer === "at-start");
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
  const { path } = run(parsed(), ["start", "playback-finished", "1", "not-taken", "playback-finished"]);
  assert.deepEqual(path, ["welcome", "menu", "service", "sorry", "end"]);
});

test("a caller whom the queue dismisses hears its words, and the call ends; out of the queue that changes nothing", () => {
  const document = parsed();
  const queued = run(document, ["start", "playback-finished", "1"]);
  const said = stepFlow(document, queued.state, { kind: "dismissed", prompts: ["closed"] });
  assert.equal(said.state.phase, "farewell");
  const [play] = said.effects;
  assert.ok(play?.kind === "play" && play.prompts[0] === "closed" && play.language === "zh-CN");
  const over = stepFlow(document, said.state, { kind: "playback-finished", wait: said.state.wait });
  assert.deepEqual([over.state.phase, over.effects], ["ended", [{ kind: "hang-up" }]]);
  const menu = run(document, ["start", "playback-finished"]);
  assert.deepEqual(stepFlow(document, menu.state, { kind: "dismissed", prompts: [] }).state, menu.state);
});

test("business hours: asked once, and on by the answer", () => {
  const calendarId = newId();
  const nodes = {
    ...input.nodes,
    hours: { type: "business-hours" as const, calendarId, open: "welcome", closed: "sorry" },
  };
  const document = parsed({ ...input, start: "hours", nodes });
  const { state, effects } = run(document, ["start"]);
  assert.equal(state.phase, "asking");
  assert.deepEqual(effects.at(-1), { kind: "ask-hours", calendarId });
  const at = (open: boolean) => stepFlow(document, state, { kind: "hours", open }).state.node;
  assert.deepEqual([at(true), at(false)], ["welcome", "sorry"]);
  const dangling = { ...nodes, hours: { ...nodes.hours, closed: "nowhere" } };
  const refused = parseFlowDocument({ ...input, nodes: dangling });
  assert.ok(!refused.ok && refused.error.message.includes('"nowhere"'));
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

test("a flow that does not say otherwise answers first, and keys pressed meanwhile are not lost", () => {
  const document = parsed();
  const waiting = stepFlow(document, newFlowRun(), { kind: "start" });
  assert.deepEqual(waiting.effects, [{ kind: "answer" }]);
  const typed = stepFlow(document, waiting.state, { kind: "digit", digit: "1" });
  assert.deepEqual(typed.effects, []);
  const { effects } = stepFlow(document, typed.state, { kind: "answered" });
  assert.deepEqual(effects[0], { kind: "entered", node: "welcome", type: "play" });
  assert.equal(stepFlow(document, typed.state, { kind: "answered" }).state.typedAhead, "1");
});

const early: FlowDocumentInput = {
  schema: 1,
  language: "en",
  answer: "by-node",
  start: "notice",
  nodes: {
    notice: {
      type: "menu",
      prompts: ["welcome"],
      choices: { "1": "take", "2": "service" },
      retries: 0,
      otherwise: "shut",
    },
    take: { type: "answer", next: "bye" },
    service: { type: "queue", queueId: newId(), next: "bye", unavailable: "bye" },
    shut: { type: "refuse", cause: "busy", prompts: ["closed"] },
    bye: { type: "hang-up" },
  },
};

test("what is played before the answer node is played unanswered, and a refusal ends it with its cause", () => {
  const document = parsed(early);
  const { effects, state, path } = run(document, [
    "start",
    "playback-finished",
    "timeout",
    "playback-finished",
  ]);
  assert.deepEqual(path, ["notice", "shut"]);
  assert.deepEqual(effects.at(-1), { kind: "refuse", cause: "busy" });
  assert.equal(
    effects.some(({ kind }) => kind === "answer"),
    false,
  );
  assert.deepEqual([state.phase, state.answered], ["ended", false]);
});

test("an answer node, and a queue by itself, wait until the call is answered", () => {
  const document = parsed(early);
  const answered = run(document, ["start", "1", "answered"]);
  assert.deepEqual(answered.path, ["notice", "take", "bye"]);
  assert.equal(answered.effects.at(-1)?.kind, "hang-up");
  const queued = run(document, ["start", "2"]);
  assert.deepEqual([queued.effects.at(-1)?.kind, queued.state.phase], ["answer", "answering"]);
  const taken = stepFlow(document, queued.state, { kind: "answered" });
  assert.deepEqual([taken.effects.map(({ kind }) => kind), taken.state.phase], [["enqueue"], "queued"]);
});

test("whatever the caller does, the flow waits for something or has ended, and hangs up once", () => {
  const kinds = ["answered", "playback-finished", "timeout", "served", "not-taken", "1", "2", "9", "#"];
  const documents = [parsed(), parsed(early)];
  const inputs = fc.array(fc.constantFrom(...kinds), { maxLength: 80 });
  fc.assert(
    fc.property(fc.constantFrom(...documents), inputs, (document, happened) => {
      const { state, effects } = run(document, ["start", ...happened]);
      const ends = effects.filter(({ kind }) => kind === "hang-up" || kind === "refuse").length;
      assert.equal(ends, state.phase === "ended" ? 1 : 0);
      assert.ok(effects.filter(({ kind }) => kind === "answer").length <= 1, "answered once");
      const enqueued = effects.findIndex(({ kind }) => kind === "enqueue");
      assert.ok(enqueued < 0 || state.answered, "only who was answered waits in a queue");
    }),
  );
});
