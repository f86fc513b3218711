import assert from "node:assert/strict";
import { test } from "node:test";
import { nowhere, readFlowDocument } from "@tandem/flows";
import type { FlowDocument, FlowNode } from "@tandem/flows";
import {
  addNode,
  copyNodes,
  freeName,
  pasteNodes,
  removeNodes,
  renameNode,
  setWay,
  withField,
} from "./draft-edits.ts";
import { openHistory, stepHistory } from "./draft-history.ts";
import { differenceOf, isSame } from "./document-difference.ts";
import { columnsFrom, placedNodes } from "./placed-nodes.ts";

function documentOf(nodes: object, start = "menu"): FlowDocument {
  const read = readFlowDocument({ schema: 1, language: "en", start, nodes });
  assert.ok(read.ok);
  return read.value;
}

const bye: FlowNode = { type: "hang-up", prompts: ["goodbye"] };
const first = documentOf({
  menu: { type: "menu", prompts: ["menu-main"], choices: { "1": "hello", "2": "bye" }, otherwise: "menu" },
  hello: { type: "play", prompts: ["welcome"], next: "menu" },
  bye,
});
const waysOfMenu = ({ nodes: { menu } }: FlowDocument) =>
  menu?.type === "menu" ? [menu.choices["1"], menu.choices["2"], menu.otherwise] : [];

test("a node that goes leaves ways that lead nowhere, and a start that is none", () => {
  const without = removeNodes(first, new Set(["hello", "bye"]));
  assert.deepEqual(Object.keys(without.nodes), ["menu"]);
  assert.deepEqual(waysOfMenu(without), [nowhere, nowhere, "menu"]);
  assert.equal(removeNodes(first, new Set(["menu"])).start, nowhere);
});

test("another name is followed by all that leads to the node; a taken one changes nothing", () => {
  const renamed = renameNode(first, "menu", "choose");
  assert.equal(renamed.start, "choose");
  assert.deepEqual(renamed.nodes["hello"], { type: "play", prompts: ["welcome"], next: "choose" });
  assert.equal(renameNode(first, "menu", "bye"), first);
  assert.equal(renameNode(first, "menu", nowhere), first);
});

test("copies lead to one another under names of their own, and out to where the originals did", () => {
  const clip = copyNodes(first, new Set(["menu", "hello"]));
  const { document, names } = pasteNodes(first, clip, { x: 10, y: 10 });
  assert.deepEqual(names, ["menu-2", "hello-2"]);
  const copy = document.nodes["menu-2"];
  assert.ok(copy?.type === "menu");
  assert.deepEqual([copy.choices["1"], copy.choices["2"], copy.otherwise], ["hello-2", "bye", "menu-2"]);
  assert.equal(freeName(document.nodes, "menu"), "menu-3");
});

test("a way is drawn and a value set; what would be no node is refused", () => {
  assert.deepEqual(waysOfMenu(setWay(first, "menu", "choices.2", "hello")), ["hello", "hello", "menu"]);
  const { menu } = first.nodes;
  assert.ok(menu);
  assert.equal(withField(menu, ["retries"], 99), undefined);
  assert.deepEqual(withField(menu, ["choices", "2"], undefined), { ...menu, choices: { "1": "hello" } });
});

test("the first node of an empty drawing is where calls begin", () => {
  const empty = documentOf({}, nowhere);
  assert.equal(addNode(empty, "bye", bye, { x: 1.4, y: 2 }).start, "bye");
  assert.deepEqual(addNode(empty, "bye", bye, { x: 1.4, y: 2 }).layout, { bye: { x: 1, y: 2 } });
});

test("steps are taken back and done again; typing into one field is one step", () => {
  const draw = (draft: string, about?: string) => ({ kind: "draw", draft, ...(about && { about }) }) as const;
  let history = openHistory("a");
  for (const action of [draw("b"), draw("c", "name"), draw("cd", "name"), draw("e")])
    history = stepHistory(history, action);
  const back = () => (history = stepHistory(history, { kind: "undo" })).present;
  assert.deepEqual([back(), back(), back(), back()], ["cd", "b", "a", "a"]);
  const again = () => (history = stepHistory(history, { kind: "redo" })).present;
  assert.deepEqual([again(), again()], ["b", "cd"]);
  assert.equal(stepHistory(history, draw("f")).future.length, 0);
});

test("what is different is told by names; places and the order of keys are no difference", () => {
  const { menu, hello } = first.nodes;
  assert.ok(menu && hello?.type === "play");
  const turned = Object.fromEntries(Object.entries(menu).toReversed()) as FlowNode;
  const moved = { ...first, layout: { menu: { x: 1, y: 1 } }, nodes: { ...first.nodes, menu: turned } };
  assert.ok(isSame(differenceOf(first, moved)));
  const other = { ...first, nodes: { menu, hello: { ...hello, next: "bye" }, more: bye } };
  assert.deepEqual(differenceOf(first, other), {
    added: ["more"],
    removed: ["bye"],
    changed: ["hello"],
    frame: false,
  });
});

test("nodes are placed in columns from the start on, none upon another; places that were chosen stay", () => {
  const places = columnsFrom(first);
  const at = (name: string) => places[name] ?? { x: 0, y: 0 };
  assert.ok(at("menu").x < at("hello").x && at("menu").x < at("bye").x);
  assert.ok(Math.abs(at("hello").y - at("bye").y) > 60);
  const chosen = placedNodes({ ...first, layout: { bye: { x: 7, y: 7 } } });
  assert.deepEqual(chosen["bye"], { x: 7, y: 7 });
});
