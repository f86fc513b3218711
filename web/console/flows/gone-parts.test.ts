import assert from "node:assert/strict";
import { test } from "node:test";
import { readFlowDocument } from "@tandem/flows";
import type { FlowDocument, FlowDocumentInput } from "@tandem/flows";
import { goneParts } from "./gone-parts.ts";

function documentOf(nodes: FlowDocumentInput["nodes"], layout?: FlowDocumentInput["layout"]): FlowDocument {
  const read = readFlowDocument({
    schema: 1,
    language: "en",
    start: "ask",
    nodes,
    ...(layout && { layout }),
  });
  assert.ok(read.ok);
  return read.value;
}

const bye = { type: "hang-up" } as const;
const before = documentOf(
  {
    ask: {
      type: "menu",
      prompts: ["menu-main"],
      choices: { "1": "old", "2": "bye", "3": "bye" },
      otherwise: "?",
    },
    old: { type: "answer", next: "bye" },
    bye,
  },
  { ask: { x: 0, y: 0 }, old: { x: 300, y: 40 }, bye: { x: 600, y: 0 } },
);

test("nodes that are no more stand where they stood, and each connection that is gone is told", () => {
  const after = documentOf({
    ask: { type: "menu", prompts: ["menu-main"], choices: { "1": "bye", "2": "bye" }, otherwise: "bye" },
    bye,
  });
  const { nodes, ways } = goneParts(before, after);
  assert.deepEqual(
    nodes.map(({ name, at }) => [name, at]),
    [["old", { x: 300, y: 40 }]],
  );
  assert.deepEqual(ways, [
    { from: "ask", way: "choices.1", to: "old", hasWay: true },
    { from: "ask", way: "choices.3", to: "bye", hasWay: false },
    { from: "old", way: "next", to: "bye", hasWay: true },
  ]);
});

test("nothing is gone where nothing was removed", () => {
  assert.deepEqual(goneParts(before, before), { nodes: [], ways: [] });
});
