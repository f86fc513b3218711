import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import { flowDocumentJsonSchema, parseFlowDocument, readFlowDocument } from "./flow-document.ts";
import type { FlowDocument, FlowDocumentInput } from "./flow-document.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import { findFlowProblems } from "./flow-problems.ts";
import type { FlowSurroundings } from "./flow-problems.ts";
import type { FlowInput, FlowState } from "./flow-run.ts";

const [queueId, calendarId, agentId, flowId, skillId] = [newId(), newId(), newId(), newId(), newId()];
const surroundings: FlowSurroundings = {
  queueIds: new Set([queueId]),
  personIds: new Set([agentId]),
  calendarIds: new Set([calendarId]),
  skillIds: new Set([skillId]),
  flowIds: new Set([flowId]),
  secrets: new Set(["crm"]),
  tables: new Set(["vip"]),
  connectors: new Set(["sms"]),
  speaks: true,
  listens: true,
  hasPrompt: (name) => !name.startsWith("lost"),
};
type Nodes = FlowDocumentInput["nodes"];

/** Kind, node and what is named of each problem, in order. */
function problemsOf(start: string, nodes: Nodes, around = surroundings) {
  const document = readFlowDocument({ schema: 1, language: "en", start, nodes });
  assert.ok(document.ok, document.ok ? "" : document.error.message);
  return findFlowProblems(document.value, around).map(({ kind, nodeId, way, subject }) =>
    [kind, nodeId ?? "document", way, subject].filter((each) => each !== undefined).join(" "),
  );
}

const bye = { type: "hang-up" } as const;
const menu = (otherwise: string, choices: Record<string, string> = { "1": "bye" }): Nodes[string] => ({
  type: "menu",
  prompts: ["hello"],
  choices,
  otherwise,
});

test("a document without faults has no problems", () => {
  const nodes: Nodes = {
    hours: { type: "business-hours", calendarId, open: "menu", closed: "bye" },
    menu: menu("bye"),
    bye,
  };
  assert.deepEqual(problemsOf("hours", nodes), []);
});

test("ways that lead nowhere, and nodes that nothing leads to", () => {
  assert.deepEqual(problemsOf("gone", { bye }), ["missing-node document start gone", "unreachable bye"]);
  const nodes: Nodes = {
    menu: menu("bye", { "7": "lost" }),
    bye,
    island: { type: "play", prompts: ["a"], next: "bye" },
  };
  assert.deepEqual(problemsOf("menu", nodes), ["missing-node menu choices.7 lost", "unreachable island"]);
});

test("rounds: without a pause, without a way out, and without anything that the caller does", () => {
  const hours = { type: "business-hours", calendarId, closed: "bye" } as const;
  const endless: Nodes = { a: { ...hours, open: "b" }, b: { type: "answer", next: "a" }, bye };
  assert.deepEqual(problemsOf("a", endless), ["endless a", "endless b"]);
  const refusing: Nodes = { q: { type: "queue", queueId, next: "bye", unavailable: "q" }, bye };
  assert.deepEqual(problemsOf("q", refusing), ["endless q"], "a queue may refuse at once");
  assert.deepEqual(problemsOf("m", { m: menu("m", { "1": "m" }) }), ["no-way-out m"]);
  assert.deepEqual(problemsOf("m", { m: menu("m"), bye }), ["silent-loop m"]);
  assert.deepEqual(problemsOf("m", { m: menu("bye", { "9": "m" }), bye }), [], "by a key alone");
});

test("what a tenant does not have is named once for each node", () => {
  const other = newId();
  const nodes: Nodes = {
    hours: { type: "business-hours", calendarId: other, open: "play", closed: "mail" },
    play: { type: "play", prompts: ["lost-a", "hello", "lost-a"], next: "queue" },
    queue: { type: "queue", queueId: other, next: "bye", unavailable: "bye" },
    mail: { type: "voicemail", agentId: other, next: "bye" },
    bye,
  };
  assert.deepEqual(problemsOf("hours", nodes), [
    `unknown-calendar hours ${other}`,
    "missing-prompt play lost-a",
    `unknown-queue queue ${other}`,
    `unknown-person mail ${other}`,
  ]);
});

test("a prompt is looked for in the language of its node", () => {
  const english = { ...surroundings, hasPrompt: (_: string, language: string) => language === "en" };
  const nodes: Nodes = {
    a: { type: "play", prompts: ["hello"], next: "b" },
    b: { type: "play", prompts: ["hello"], language: "zh-CN", next: "bye" },
    bye,
  };
  assert.deepEqual(problemsOf("a", nodes, english), ["missing-prompt b hello"]);
});

const names = ["a", "b", "c", "d", "e", "bye"];
const to = fc.constantFrom(...names);
const anyNode = fc.oneof(
  fc.record({ type: fc.constant("play"), prompts: fc.constant(["hello"]), next: to }),
  fc.record({ type: fc.constant("answer"), next: to }),
  fc.record({
    type: fc.constant("menu"),
    prompts: fc.constant(["hello"]),
    choices: fc.dictionary(fc.constantFrom("1", "2", "#"), to, { minKeys: 1 }),
    retries: fc.nat(2),
    otherwise: to,
  }),
  fc.record({ type: fc.constant("queue"), queueId: fc.constant(queueId), next: to, unavailable: to }),
  fc.record({ type: fc.constant("callback"), queueId: fc.constant(queueId), next: to, otherwise: to }),
  fc.record({ type: fc.constant("survey"), next: to }),
  fc.record({ type: fc.constant("voicemail"), agentId: fc.constant(agentId), next: to }),
  fc.record({
    type: fc.constant("business-hours"),
    calendarId: fc.constant(calendarId),
    open: to,
    closed: to,
  }),
  fc.record({ type: fc.constant("refuse"), cause: fc.constant("busy"), prompts: fc.constant(["hello"]) }),
);
const documentsOf = (node: fc.Arbitrary<unknown>) =>
  fc.record({
    schema: fc.constant(1),
    language: fc.constant("en"),
    answer: fc.constantFrom("at-start", "by-node"),
    start: to,
    nodes: fc
      .tuple(node, node, node, node, node)
      .map((nodes) => Object.fromEntries([...nodes, bye].map((each, index) => [names[index] ?? "", each]))),
  });
const anyDocument = documentsOf(anyNode);

const anyExpression = fc.constantFrom(
  'x == "1"',
  "y + 1",
  "int(x) > 5",
  "call.from",
  "null",
  "z",
  'x + "1"',
  "x > y",
);
const anyVariable = fc.constantFrom("x", "y");
const anyComputingNode = fc.oneof(
  anyNode,
  fc.record({ type: fc.constant("condition"), when: anyExpression, next: to, otherwise: to }),
  fc.record({
    type: fc.constant("switch"),
    value: anyExpression,
    cases: fc.dictionary(fc.constantFrom("1", "true", "null", "constructor"), to, { minKeys: 1 }),
    otherwise: to,
  }),
  fc.record({
    type: fc.constant("set-variable"),
    variable: anyVariable,
    value: anyExpression,
    next: to,
    otherwise: to,
  }),
  fc.record({ type: fc.constant("language"), speaks: fc.constantFrom("en", "zh-CN"), next: to }),
  fc.record({
    type: fc.constant("data-table"),
    table: fc.constant("vip"),
    key: fc.constantFrom("call.from", "x", "int(y)"),
    save: fc.constantFrom({}, { x: "level", y: "gone" }),
    next: to,
    otherwise: to,
  }),
  fc.record({
    type: fc.constant("tag-call"),
    tags: fc.constantFrom({}, { order: "x" }, { sum: "int(y) + 1" }),
    next: to,
  }),
  fc.record({ type: fc.constant("priority"), steps: fc.nat(3), next: to }),
  fc.record({ type: fc.constant("skills"), skills: fc.constantFrom({}, { [skillId]: 3 }), next: to }),
  fc.record({ type: fc.constant("transfer-person"), agentId: fc.constant(agentId), unavailable: to }),
  fc.record({
    type: fc.constant("transfer-number"),
    number: fc.constantFrom("10086", "{{x}}"),
    unavailable: to,
  }),
  fc.record({
    type: fc.constant("sub-flow"),
    flowId: fc.constant(flowId),
    arguments: fc.constantFrom({}, { z: "x" }, { z: "int(y)" }),
    results: fc.constantFrom({}, { x: "x", y: "gone" }),
    next: to,
    unavailable: to,
  }),
  fc.record({
    type: fc.constant("say"),
    text: fc.constantFrom("hello", "{{x}}", "you are {{int(y)}}"),
    next: to,
    unavailable: to,
  }),
  fc.record({
    type: fc.constant("http-request"),
    url: fc.constantFrom(
      "https://a.example",
      "https://a.example/{{x}}?y={{y}}",
      "https://a.example/{{int(x)}}",
    ),
    prompts: fc.constantFrom([], ["hello"]),
    save: fc.constantFrom(
      {},
      { x: "response.body.x" },
      { x: "response.body.list[0].name", y: "response.status" },
    ),
    next: to,
    otherwise: to,
  }),
  fc.record({
    type: fc.constant("collect-speech"),
    prompts: fc.constantFrom([], ["hello"]),
    variable: anyVariable,
    voiceInterrupts: fc.boolean(),
    retries: fc.nat(2),
    next: to,
    otherwise: to,
    unavailable: to,
  }),
  fc.record({
    type: fc.constant("menu"),
    prompts: fc.constant(["hello"]),
    choices: fc.constantFrom("1", "2").chain((key) => fc.record({ [key]: to })),
    words: fc.constantFrom({}, { "1": "order, 订单" }),
    voiceInterrupts: fc.boolean(),
    retries: fc.nat(2),
    otherwise: to,
  }),
  fc.record({
    type: fc.constant("webhook"),
    url: fc.constantFrom("https://a.example/{{x}}", "https://a.example/{{int(y)}}"),
    next: to,
    otherwise: to,
  }),
  fc.record({
    type: fc.constant("send-message"),
    connector: fc.constant("sms"),
    to: fc.constantFrom("call.from", "x", "int(y)"),
    text: fc.constantFrom("hello", "{{x}} and {{int(y)}}"),
    next: to,
    otherwise: to,
  }),
  fc.record({ type: fc.constant("loop-guard"), rounds: fc.constantFrom(1, 2), next: to, otherwise: to }),
  fc.record({
    type: fc.constant("collect-digits"),
    prompts: fc.constant(["hello"]),
    variable: anyVariable,
    least: fc.constantFrom(1, 2),
    most: fc.constantFrom(2, 3),
    endKey: fc.constantFrom("#", "none"),
    retries: fc.nat(2),
    next: to,
    otherwise: to,
  }),
);

/** What may happen next; nothing else can. */
function inputsIn(state: FlowState): FlowInput[] {
  const { listening: wait } = state;
  if (wait === undefined) return inputsInPhase(state);
  return [
    ...inputsInPhase(state),
    { kind: "heard", wait, text: "" },
    { kind: "heard", wait, text: "my order, please" },
    { kind: "not-listening", wait },
    { kind: "resumed" },
    ...(state.phase === "hearing" ? [] : [{ kind: "speech-began", wait } as const]),
  ];
}

function inputsInPhase({ phase, wait }: FlowState): FlowInput[] {
  const keys: FlowInput[] = ["1", "2", "#", "5"].map((digit) => ({ kind: "digit", digit }));
  const played: FlowInput = { kind: "playback-finished", wait };
  switch (phase) {
    case "answering":
      return [{ kind: "answered" }, ...keys];
    case "playing":
      return [played, { kind: "not-said", wait }, { kind: "resumed" }, ...keys];
    case "prompting":
      return [played, ...keys];
    case "collecting":
    case "hearing":
      return [{ kind: "timeout", wait }, ...keys];
    case "queued":
      return [{ kind: "served" }, { kind: "not-taken" }, { kind: "dismissed", prompts: ["hello"] }];
    case "handed":
      return [{ kind: "came-back" }, { kind: "came-back", exit: "otherwise" }, { kind: "resumed" }];
    case "asking":
      return [
        { kind: "hours", open: true },
        { kind: "hours", open: false },
      ];
    case "looking-up":
      return [
        { kind: "looked-up", wait, row: { name: "Li", level: "3" } },
        { kind: "looked-up", wait, row: null },
        { kind: "resumed" },
        ...keys,
      ];
    case "sending":
      return [
        { kind: "message-taken", wait, taken: true },
        { kind: "message-taken", wait, taken: false },
        { kind: "resumed" },
        ...keys,
      ];
    case "transferring":
      return [{ kind: "not-taken" }];
    case "calling":
      return [{ kind: "returned", variables: { x: 7 } }, { kind: "not-taken" }];
    case "requesting":
      return [
        { kind: "response", wait, status: 200, body: { x: 1, list: [{ name: "n" }] } },
        { kind: "response", wait, status: 404, body: "rubbish" },
        { kind: "no-response", wait },
        { kind: "resumed" },
        ...keys,
      ];
    case "farewell":
      return [played];
    case "ended":
      return [];
    default:
      return phase satisfies never;
  }
}

/** Whether the call can end from here, whatever it takes; breadth first over what may happen. */
function canEnd(document: FlowDocument, from: FlowState): boolean {
  const seen = new Set<string>();
  let open = [from];
  while (open.length > 0) {
    const next: FlowState[] = [];
    for (const state of open) {
      if (state.phase === "ended") return true;
      // Where the caller is matters, not how often they have been there.
      const place = JSON.stringify({
        ...state,
        wait: 0,
        entered: 0,
        listening: state.listening === undefined,
      });
      if (seen.has(place)) continue;
      seen.add(place);
      for (const input of inputsIn(state)) {
        if (input.kind !== "digit" || state.typedAhead === "")
          next.push(stepFlow(document, { ...state, entered: 1 }, input).state);
      }
    }
    open = next;
  }
  return false;
}

/** What follows at once on something that happened: a queue refuses, a calendar answers, somebody has gone. */
const atOnce = new Set<FlowInput["kind"]>(["not-taken", "hours", "answered"]);

test("a document without errors never gets stuck, goes round without a pause, or throws", () => {
  let without = 0;
  const happened = fc.array(fc.nat(), { maxLength: 40 });
  fc.assert(
    fc.property(anyDocument, happened, (value, choices) => {
      const parsed = parseFlowDocument(value);
      assert.ok(parsed.ok);
      const document = parsed.value;
      if (findFlowProblems(document, surroundings).some(({ severity }) => severity === "error")) return;
      without++;
      let { state } = stepFlow(document, newFlowRun(), { kind: "start" });
      let enteredAtOnce = 0;
      let keys = 0;
      for (const choice of choices) {
        const inputs = inputsIn(state);
        const input = inputs[choice % inputs.length];
        if (!input) break;
        const before = state.entered;
        if (!atOnce.has(input.kind)) keys = state.typedAhead.length + 1;
        ({ state } = stepFlow(document, state, input));
        enteredAtOnce = atOnce.has(input.kind)
          ? enteredAtOnce + state.entered - before
          : state.entered - before;
        // A key that was pressed before passes a menu; between two keys each node is passed once.
        assert.ok(enteredAtOnce <= (keys + 1) * names.length, "a pause comes after each node was passed");
      }
      assert.ok(canEnd(document, state), "there is a way to an end");
    }),
    { numRuns: 2000 },
  );
  assert.ok(without > 100, `only ${without} of the documents had no error`);
});

test("with variables: whatever they come to, nothing is thrown, and a pause comes before the rounds are many", () => {
  let without = 0;
  const happened = fc.array(fc.nat(), { maxLength: 40 });
  fc.assert(
    fc.property(documentsOf(anyComputingNode), happened, (value, choices) => {
      const parsed = parseFlowDocument(value);
      assert.ok(parsed.ok);
      const document = parsed.value;
      if (findFlowProblems(document, surroundings).some(({ severity }) => severity === "error")) return;
      without++;
      let { state } = stepFlow(document, newFlowRun(false, { from: "1", to: "2" }), { kind: "start" });
      for (const choice of choices) {
        const inputs = inputsIn(state);
        const input = inputs[choice % inputs.length];
        if (!input) break;
        const before = state.entered;
        ({ state } = stepFlow(document, state, input));
        // Five guards let through twice each; keys typed ahead pass as many menus.
        assert.ok(state.entered - before <= (20 + 1 + 10) * names.length);
        for (const each of Object.values(state.variables ?? {}))
          assert.ok(each === null || ["string", "number", "boolean"].includes(typeof each));
        assert.deepEqual(JSON.parse(JSON.stringify(state)), state, "a checkpoint is the state");
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(without > 50, `only ${without} of the documents had no error`);
});

test("an expression that cannot be read is an error, a variable that nobody sets a warning", () => {
  const condition = (when: string): Nodes => ({
    ask: { type: "condition", when, next: "bye", otherwise: "bye" },
    bye,
  });
  assert.match(problemsOf("ask", condition("a +"))[0] ?? "", /^bad-expression ask /);
  assert.match(problemsOf("ask", condition('call.from.matches("1")'))[0] ?? "", /matches/);
  assert.deepEqual(problemsOf("ask", condition("vip == true")), ["unknown-variable ask vip"]);
  assert.deepEqual(problemsOf("ask", condition('call.from == "1"')), []);
  const set: Nodes[string] = {
    type: "set-variable",
    variable: "vip",
    value: "true",
    next: "ask",
    otherwise: "bye",
  };
  assert.deepEqual(problemsOf("set", { ...condition("vip == true"), set }), []);
});

test("a guard ends a round that would be endless", () => {
  const round = (guard: Nodes[string]): Nodes => ({ a: { type: "answer", next: "guard" }, guard, bye });
  const guard = { type: "loop-guard", next: "a", otherwise: "bye" } as const;
  assert.deepEqual(problemsOf("a", round(guard)), []);
  assert.deepEqual(problemsOf("a", round({ type: "answer", next: "a" })).slice(0, 1), ["endless a"]);
});

test("the published schema is that of the document, defaults left out", () => {
  const { properties, required } = flowDocumentJsonSchema() as {
    properties: { nodes: { additionalProperties: { oneOf: { properties: { type: { const: string } } }[] } } };
    required: string[];
  };
  assert.deepEqual(required, ["schema", "language", "start", "nodes"]);
  const kinds = properties.nodes.additionalProperties.oneOf.map((node) => node.properties.type.const);
  assert.ok(kinds.includes("menu") && kinds.includes("hang-up"), kinds.join(", "));
});

test("a request names secrets that are there, sends JSON, and reads what is known", () => {
  const ask = (node: object) =>
    problemsOf("ask", {
      ask: {
        type: "http-request",
        url: "https://a.example/",
        next: "bye",
        otherwise: "bye",
        ...node,
      },
      bye,
    });
  assert.deepEqual(ask({ secretHeaders: { Authorization: "crm" }, save: { x: "response.body.x" } }), []);
  assert.deepEqual(ask({ secretHeaders: { Authorization: "gone" } }), ["unknown-secret ask gone"]);
  assert.deepEqual(ask({ url: "https://a.example/{{order}}" }), ["unknown-variable ask order"]);
  assert.match(ask({ body: '{"x": {{1 +}}}' })[0] ?? "", /^bad-expression ask /);
  assert.match(ask({ body: '{"x": "{{1}}"' })[0] ?? "", /^bad-body ask /);
  assert.deepEqual(ask({ body: "x={{1}}", headers: { "Content-Type": "text/plain" } }), []);
  assert.match(ask({ type: "webhook", body: '{"x": "{{1}}"' })[0] ?? "", /^bad-body ask /);
  assert.deepEqual(ask({ type: "webhook", secretHeaders: { Authorization: "gone" } }), [
    "unknown-secret ask gone",
  ]);
  const outside: Nodes = {
    ask: { type: "condition", when: "response.status == 1", next: "bye", otherwise: "bye" },
    bye,
  };
  assert.deepEqual(problemsOf("ask", outside), ["unknown-variable ask response"]);
});

test("a message needs its connector, and reads what is known; two that send a caller round at once are endless", () => {
  const text = {
    type: "send-message",
    connector: "sms",
    text: "hello",
    next: "bye",
    otherwise: "bye",
  } as const;
  assert.deepEqual(problemsOf("text", { text, bye }), []);
  assert.deepEqual(problemsOf("text", { text: { ...text, connector: "gone" }, bye }), [
    "unknown-connector text gone",
  ]);
  assert.deepEqual(problemsOf("text", { text: { ...text, text: "{{order}}" }, bye }), [
    "unknown-variable text order",
  ]);
  assert.match(
    problemsOf("text", { text: { ...text, subject: "{{1 +}}" }, bye })[0] ?? "",
    /^bad-expression text /,
  );
  const hook = { type: "webhook", url: "https://a.example/", next: "text", otherwise: "bye" } as const;
  assert.deepEqual(problemsOf("text", { text: { ...text, next: "hook" }, hook, bye }), [
    "endless text",
    "endless hook",
  ]);
});
