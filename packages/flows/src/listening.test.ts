import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFlowDocument } from "./flow-document.ts";
import type { FlowDocumentInput } from "./flow-document.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput, FlowState } from "./flow-run.ts";
import { failedTests, moveTrial, startTrial, takesSpeech } from "./flow-trial.ts";
import { choiceSaid, wordsOf } from "./listening.ts";

/** What happens, without its wait: it is filled in as a punctual engine or playback has it. */
type Happening = FlowInput["kind"] | { readonly digit: string } | { readonly heard: string };

function walk(nodes: FlowDocumentInput["nodes"], happenings: readonly Happening[]) {
  const parsed = parseFlowDocument({ schema: 1, language: "zh-CN", start: "ask", nodes });
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.message);
  let state = newFlowRun(true);
  let effects: readonly FlowEffect[] = [];
  for (const happening of happenings) {
    const next = stepFlow(parsed.value, state, inputOf(happening, state));
    ({ state } = next);
    effects = [...effects, ...next.effects];
  }
  return { state, effects, kinds: effects.map(({ kind }) => kind) };
}

function inputOf(happening: Happening, { wait, listening = -1 }: FlowState): FlowInput {
  if (typeof happening === "string") {
    const isOfSpeech = happening === "speech-began" || happening === "not-listening";
    return { kind: happening, wait: isOfSpeech ? listening : wait } as FlowInput;
  }
  if ("digit" in happening) return { kind: "digit", digit: happening.digit };
  return { kind: "heard", wait: listening, text: happening.heard };
}

const bye = { type: "hang-up" } as const;
const asking: FlowDocumentInput["nodes"] = {
  ask: {
    type: "collect-speech",
    prompts: ["hello"],
    variable: "wish",
    expected: "订单，退货, refund",
    next: "bye",
    otherwise: "silent",
    unavailable: "keys",
  },
  bye,
  silent: bye,
  keys: bye,
};

test("what a caller says is kept; to begin ends the prompt", () => {
  const { state, effects, kinds } = walk(asking, ["start", "speech-began", { heard: "我要退货" }]);
  assert.deepEqual(state.variables, { wish: "我要退货" });
  assert.deepEqual(kinds, ["entered", "play", "listen", "stop-sound", "set-timer", "entered", "hang-up"]);
  const listening = effects.find((effect) => effect.kind === "listen");
  assert.deepEqual(listening?.expected, ["订单", "退货", "refund"]);
  assert.deepEqual([listening.language, listening.longestSeconds], ["zh-CN", 15]);
  assert.equal(state.listening, undefined, "nobody listens any more");
});

test("who says nothing, or what nobody understands, is asked again, and led on when that was enough", () => {
  const silent = walk(asking, ["start", "playback-finished", "timeout"]);
  assert.deepEqual(
    silent.effects.flatMap((effect) => (effect.kind === "play" ? [effect.prompts] : [])),
    [["hello"], ["no-input", "hello"]],
  );
  const mumbled = walk(asking, ["start", "speech-began", { heard: "" }, "playback-finished", "timeout"]);
  assert.deepEqual(
    mumbled.effects.flatMap((effect) => (effect.kind === "play" ? [effect.prompts[0]] : [])),
    ["hello", "invalid-choice"],
  );
  assert.equal(mumbled.state.node, "silent");
});

test("without an engine, with one that fails, and with one that never answers, callers take the way for that", () => {
  for (const how of [
    ["not-listening"],
    ["speech-began", "not-listening"],
    ["speech-began", "timeout"],
  ] as const)
    assert.equal(walk(asking, ["start", ...how]).state.node, "keys", how.join());
});

test("where voice does not interrupt, it is listened from the prompt's end on", () => {
  const polite = { ...asking, ask: { ...asking["ask"], voiceInterrupts: false } } as typeof asking;
  assert.deepEqual(walk(polite, ["start"]).kinds, ["entered", "play"]);
  assert.deepEqual(walk(polite, ["start", "playback-finished"]).kinds.slice(2), ["set-timer", "listen"]);
  const keyed = walk(polite, ["start", { digit: "4" }]);
  assert.deepEqual(keyed.kinds.slice(2), ["set-timer", "listen"], "a key ended the prompt");
  assert.equal(keyed.state.typedAhead, "4");
});

test("words of an earlier listening change nothing; after a restart it is asked anew", () => {
  const parsed = parseFlowDocument({ schema: 1, language: "zh-CN", start: "ask", nodes: asking });
  assert.ok(parsed.ok);
  const again = walk(asking, ["start", "speech-began", { heard: "" }]).state;
  const late = { kind: "heard", wait: 1, text: "late" } as const;
  assert.equal(stepFlow(parsed.value, again, late).state, again);
  const resumed = walk(asking, ["start", "speech-began", "resumed"]);
  assert.deepEqual([resumed.state.phase, resumed.kinds.slice(-2)], ["prompting", ["play", "listen"]]);
});

const menu: FlowDocumentInput["nodes"] = {
  ask: {
    type: "menu",
    prompts: ["menu-main"],
    choices: { "1": "orders", "2": "refunds" },
    words: { "1": "订单, order", "2": "退货, return an order" },
    otherwise: "bye",
  },
  orders: bye,
  refunds: bye,
  bye,
};

test("a menu takes a word for a key, and the key where nobody listens", () => {
  const ordered = walk(menu, ["start", "speech-began", { heard: "我要查订单。" }]);
  assert.equal(ordered.state.node, "orders");
  const chosen = { kind: "chosen", node: "ask", digit: "1", valid: true, said: true };
  assert.deepEqual(
    ordered.effects.find(({ kind }) => kind === "chosen"),
    chosen,
  );
  assert.equal(walk(menu, ["start", "speech-began", { digit: "2" }]).state.node, "refunds");
  assert.equal(walk(menu, ["start", "not-listening", { digit: "2" }]).state.node, "refunds");
  const failed = walk(menu, ["start", "speech-began", "not-listening"]);
  assert.deepEqual([failed.state.phase, failed.kinds.at(-1)], ["collecting", "set-timer"]);
  assert.deepEqual(
    walk(menu, ["start", "speech-began", { heard: "天气" }]).effects.flatMap((effect) =>
      effect.kind === "play" ? [effect.prompts[0]] : [],
    ),
    ["menu-main", "invalid-choice"],
  );
  const plain = { ...menu, ask: { ...menu["ask"], words: {} } } as typeof menu;
  assert.ok(!walk(plain, ["start", "playback-finished"]).kinds.includes("listen"));
});

test("the longest word that was said decides; words of letters are whole words", () => {
  const words = { "1": "订单, order", "2": "return an order", "3": "no", "4": "ORDER-BOOK" };
  assert.equal(choiceSaid("I want to return an order", words), "2");
  assert.equal(choiceSaid("My order!", words), "1");
  assert.equal(choiceSaid("I know that", words), undefined);
  assert.equal(choiceSaid("the order book", words), "4");
  assert.equal(choiceSaid("我 的 订 单", words), "1", "engines put spaces between characters");
  assert.equal(choiceSaid("ｎｏ", words), "3");
  assert.equal(choiceSaid("", { "1": ",，" }), undefined);
  assert.deepEqual(wordsOf(" a,，b、c ;\n"), ["a", "b", "c"]);
});

test("a tried call says what its caller said, and a test of it is kept", () => {
  const parsed = parseFlowDocument({ schema: 1, language: "en", start: "ask", nodes: asking });
  assert.ok(parsed.ok);
  const begun = startTrial(parsed.value);
  assert.equal(takesSpeech(begun), true);
  const said = moveTrial(parsed.value, begun, { said: "refund" });
  assert.deepEqual(
    [said.path, said.state.variables, takesSpeech(said)],
    [["ask", "bye"], { wish: "refund" }, false],
  );
  const tests = [{ name: "says it", moves: [...said.moves], path: [...said.path] }];
  assert.deepEqual(failedTests({ ...parsed.value, tests }), []);
  assert.deepEqual(moveTrial(parsed.value, begun, "not-listening").path, ["ask", "keys"]);
});
