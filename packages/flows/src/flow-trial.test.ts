import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFlowDocument, readFlowDocument } from "./flow-document.ts";
import type { FlowDocument } from "./flow-document.ts";
import { failedTests, movesOf, moveTrial, startTrial, takesKeys, takesResponse } from "./flow-trial.ts";
import { nowhere } from "./node-shapes.ts";
import type { TrialMove } from "./trial-moves.ts";

const queueId = "00000000-0000-4000-8000-000000000001";
const read = readFlowDocument({
  schema: 1,
  language: "en",
  start: "ask",
  nodes: {
    ask: { type: "menu", prompts: ["menu-main"], choices: { "1": "queue", "2": nowhere }, otherwise: "bye" },
    queue: { type: "queue", queueId, next: "bye", unavailable: "bye" },
    bye: { type: "hang-up", prompts: ["goodbye"] },
  },
});
assert.ok(read.ok);
const document: FlowDocument = read.value;

const after = (...moves: TrialMove[]) =>
  moves.reduce((run, move) => moveTrial(document, run, move), startTrial(document));

test("a call is answered, asked, queued, served and ended, as a real one is", () => {
  const begun = startTrial(document);
  assert.deepEqual([movesOf(begun), takesKeys(begun)], [["sound-ends"], true]);
  const queued = after("sound-ends", { digit: "1" });
  assert.deepEqual([movesOf(queued), takesKeys(queued)], [["served", "unavailable"], false]);
  const ended = after("sound-ends", { digit: "1" }, "served", "sound-ends");
  assert.deepEqual(movesOf(ended), []);
  assert.deepEqual(ended.path, ["ask", "queue", "bye"]);
  assert.deepEqual(
    ended.lines.map(({ kind }) => kind),
    ["answered", "entered", "plays", "collects", "presses", "entered", "queued", "entered", "plays", "ended"],
  );
});

test("a way that leads nowhere yet is told, and the call stays there", () => {
  const lost = after({ digit: "2" });
  assert.equal(lost.lost, true);
  assert.deepEqual([movesOf(lost), takesKeys(lost), lost.path], [[], false, ["ask"]]);
  assert.deepEqual(
    lost.lines.map(({ kind }) => kind),
    ["answered", "entered", "plays", "presses", "lost"],
  );
});

test("who presses a wrong key, or none, is asked again", () => {
  const { lines } = after({ digit: "9" }, "sound-ends", "no-key");
  assert.deepEqual(
    lines.flatMap((line) => (line.kind === "plays" ? [line.prompts[0]] : [])),
    ["menu-main", "invalid-choice", "no-input"],
  );
});

test("a test that was kept fails when its caller comes through other nodes, and says through which", () => {
  const { moves, path } = after("sound-ends", { digit: "1" }, "served");
  assert.deepEqual([moves.length, path], [3, ["ask", "queue", "bye"]]);
  const tested = { ...document, tests: [{ name: "to the queue", moves: [...moves], path: [...path] }] };
  assert.deepEqual(failedTests(tested), []);
  const { ask } = document.nodes;
  assert.ok(ask?.type === "menu");
  const changed = { ...tested, nodes: { ...document.nodes, ask: { ...ask, choices: { "1": "bye" } } } };
  assert.deepEqual(failedTests(changed), [{ name: "to the queue", path: ["ask", "bye"] }]);
});

test("a server's answer is said by who tries the flow, and kept with the test", () => {
  const asking = readFlowDocument({
    schema: 1,
    language: "en",
    start: "ask",
    nodes: {
      ask: {
        type: "http-request",
        url: "https://shop.example/{{call.from}}",
        save: { state: "response.body.state" },
        next: "sent",
        otherwise: "bye",
      },
      sent: { type: "condition", when: 'state == "sent"', next: "yes", otherwise: "bye" },
      yes: { type: "hang-up" },
      bye: { type: "hang-up" },
    },
  });
  assert.ok(asking.ok);
  const begun = startTrial(asking.value);
  assert.deepEqual([movesOf(begun), takesResponse(begun), takesKeys(begun)], [["no-response"], true, false]);
  assert.deepEqual(begun.lines.at(-1), {
    kind: "requests",
    method: "GET",
    url: "https://shop.example/13800000000",
  });
  const move: TrialMove = { response: { status: 200, body: { state: "sent" } } };
  assert.deepEqual(moveTrial(asking.value, begun, move).path, ["ask", "sent", "yes"]);
  assert.deepEqual(moveTrial(asking.value, begun, "no-response").path, ["ask", "bye"]);
  const tests = [{ name: "sent", moves: [move], path: ["ask", "sent", "yes"] }];
  assert.deepEqual(failedTests({ ...asking.value, tests }), []);
});

test("a call is tried as somebody's, with what the flow knows already, and so is its test", () => {
  const parsed = parseFlowDocument({
    schema: 1,
    language: "en",
    start: "who",
    nodes: {
      who: {
        type: "condition",
        when: 'call.from == "139" && level == "gold"',
        next: "first",
        otherwise: "bye",
      },
      first: { type: "hang-up" },
      bye: { type: "hang-up" },
    },
  });
  assert.ok(parsed.ok);
  const knowing = parsed.value;
  assert.deepEqual(startTrial(knowing).path, ["who", "bye"]);
  const call = { from: "139", variables: { level: "gold" } };
  const { path } = startTrial(knowing, call);
  assert.deepEqual(path, ["who", "first"]);
  const kept = { name: "gold", call, moves: [], path: [...path] };
  assert.deepEqual(failedTests({ ...knowing, tests: [kept] }), []);
  assert.equal(failedTests({ ...knowing, tests: [{ ...kept, call: { from: "1" } }] }).length, 1);
});
