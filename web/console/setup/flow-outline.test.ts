import assert from "node:assert/strict";
import { test } from "node:test";
import { outlineFlow } from "./flow-outline.ts";

const flow = {
  schema: 1,
  start: "welcome",
  nodes: {
    goodbye: { type: "hang-up", prompts: ["goodbye"] },
    forgotten: { type: "play", prompts: ["closed"], next: "goodbye" },
    menu: {
      type: "menu",
      prompts: ["menu-main"],
      choices: { "1": "service", "9": "menu" },
      otherwise: "service",
    },
    welcome: { type: "play", prompts: ["welcome"], next: "menu" },
    service: { type: "queue", queueId: "q1", next: "goodbye", unavailable: "nowhere" },
  },
};

test("nodes come in the order a caller meets them, each once, the unreachable last", () => {
  const outline = outlineFlow(flow);
  assert.deepEqual(
    outline.map(({ name, reachable }) => [name, reachable]),
    [
      ["welcome", true],
      ["menu", true],
      ["service", true],
      ["goodbye", true],
      ["forgotten", false],
    ],
  );
});

test("each exit says when it is taken", () => {
  const menu = outlineFlow(flow)[1];
  assert.deepEqual(menu?.exits, [
    { kind: "key", key: "1", to: "service" },
    { kind: "key", key: "9", to: "menu" },
    { kind: "otherwise", key: "", to: "service" },
  ]);
  assert.equal(outlineFlow(flow)[2]?.queueId, "q1");
});

test("business hours lead two ways", () => {
  const hours = { type: "business-hours", calendarId: "c", open: "welcome", closed: "goodbye" };
  const [first] = outlineFlow({ ...flow, start: "hours", nodes: { ...flow.nodes, hours } });
  assert.deepEqual(first?.exits, [
    { kind: "open", key: "", to: "welcome" },
    { kind: "closed", key: "", to: "goodbye" },
  ]);
});

test("a node that refuses says why", () => {
  const [shut] = outlineFlow({ start: "shut", nodes: { shut: { type: "refuse", cause: "closed" } } });
  assert.deepEqual([shut?.type, shut?.cause, shut?.exits], ["refuse", "closed", []]);
});

test("a document of another shape is an empty outline, not a broken page", () => {
  for (const other of [{}, { nodes: null }, { start: 1, nodes: { a: null } }]) {
    assert.doesNotThrow(() => outlineFlow(other));
  }
  assert.deepEqual(outlineFlow({}), []);
});
