// Says what is wrong with a document, as data: with its own ways, and with what it needs of a tenant. Nothing is
// looked up here, so that a page can ask as well as the server.
import { readExpression } from "./expressions.ts";
import type { FlowDocument } from "./flow-document.ts";
import { spokenIn } from "./flow-interpreter.ts";
import type { Formulas, Need, Way } from "./node-kind.ts";
import type { FlowLanguage } from "./node-shapes.ts";
import { kindOf } from "./nodes/index.ts";
import { faultOfBody } from "./request-shapes.ts";

/** What a tenant has. */
export type FlowSurroundings = {
  readonly queueIds: ReadonlySet<string>;
  /** Agents. */
  readonly personIds: ReadonlySet<string>;
  readonly calendarIds: ReadonlySet<string>;
  readonly skillIds: ReadonlySet<string>;
  /** Published ones. */
  readonly flowIds: ReadonlySet<string>;
  /** By name. */
  readonly secrets: ReadonlySet<string>;
  /** By name. */
  readonly tables: ReadonlySet<string>;
  /** Ways to send a text, by name. */
  readonly connectors: ReadonlySet<string>;
  /** A speech engine is set. */
  readonly speaks: boolean;
  /** An engine that understands speech is set. */
  readonly listens: boolean;
  /** A prompt that exists in the other language only is played in that one. */
  readonly hasPrompt: (name: string, language: FlowLanguage) => boolean;
};

export type FlowProblem = {
  /**
   * missing-node: a way leads to a node that is not there. unreachable: no way leads to the node. no-way-out: no way
   * from it leads to an end. endless: callers go round here without a pause. silent-loop: a caller who does nothing
   * goes round here until the call is ended. bad-expression: it cannot be read; the subject says why. unknown-variable: it
   * is read and nowhere set. bad-body: what is sent is no JSON. no-speech, no-recognition: no
   * engine is set, and callers take the way for that, or press keys. The others: what the node names is not there.
   */
  readonly kind:
    | "missing-node"
    | "unreachable"
    | "no-way-out"
    | "endless"
    | "silent-loop"
    | "unknown-queue"
    | "unknown-person"
    | "unknown-calendar"
    | "unknown-skill"
    | "unknown-flow"
    | "unknown-secret"
    | "unknown-table"
    | "unknown-connector"
    | "no-speech"
    | "no-recognition"
    | "missing-prompt"
    | "bad-expression"
    | "bad-body"
    | "unknown-variable";
  /** With an error a flow is not published. */
  readonly severity: "error" | "warning";
  /** Null: the document's start. */
  readonly nodeId: string | null;
  /** Which of the node's ways, when it is about one. */
  readonly way?: string;
  /** What is not there: the name of a node or prompt, an id. */
  readonly subject?: string;
};

type Graph = ReadonlyMap<string, readonly Way[]>;

/** What to see to before this document is published; in the order of its nodes. */
export function findFlowProblems(document: FlowDocument, surroundings: FlowSurroundings): FlowProblem[] {
  const graph: Graph = new Map(
    Object.entries(document.nodes).map(([name, node]) => [name, kindOf(node).ways(node)]),
  );
  const ends = new Set(
    Object.entries(document.nodes).flatMap(([name, node]) => (kindOf(node).ends ? [name] : [])),
  );
  return [
    ...wayProblems(document.start, graph, ends),
    ...needProblems(document, surroundings),
    ...formulaProblems(document),
    ...bodyProblems(document),
  ];
}

function wayProblems(start: string, graph: Graph, ends: ReadonlySet<string>): FlowProblem[] {
  const reached = reachedFrom([start], graph, () => true);
  const ending = endingNodes(graph, ends);
  const problems: FlowProblem[] = [];
  if (!graph.has(start))
    problems.push({ kind: "missing-node", severity: "error", nodeId: null, way: "start", subject: start });
  for (const [nodeId, ways] of graph) {
    for (const { name: way, to: subject } of ways) {
      if (!graph.has(subject))
        problems.push({ kind: "missing-node", severity: "error", nodeId, way, subject });
    }
    if (!reached.has(nodeId)) problems.push({ kind: "unreachable", severity: "warning", nodeId });
    const loop = loopAt(nodeId, graph);
    if (loop === "at-once") problems.push({ kind: "endless", severity: "error", nodeId });
    else if (!ending.has(nodeId)) problems.push({ kind: "no-way-out", severity: "error", nodeId });
    else if (loop === "in-time") problems.push({ kind: "silent-loop", severity: "warning", nodeId });
  }
  return problems;
}

/** Whether a way leads back to this node which nobody has to do anything for; the fastest there is. */
function loopAt(name: string, graph: Graph): "at-once" | "in-time" | undefined {
  const comesBack = (taken: (way: Way) => boolean) => {
    const first = (graph.get(name) ?? []).filter(taken).map(({ to }) => to);
    return reachedFrom(first, graph, taken).has(name);
  };
  if (comesBack((way) => way.taken === "at-once")) return "at-once";
  const takesItself = (way: Way) => way.taken === "at-once" || way.taken === "in-time";
  return comesBack(takesItself) ? "in-time" : undefined;
}

/** The nodes that are reached by such ways, those begun with included. */
function reachedFrom(begin: readonly string[], graph: Graph, goesBy: (way: Way) => boolean): Set<string> {
  const reached = new Set<string>();
  const open = [...begin];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const ways = graph.get(name);
    if (!ways || reached.has(name)) continue;
    reached.add(name);
    open.push(...ways.filter(goesBy).map(({ to }) => to));
  }
  return reached;
}

/** The nodes that end the call, and those from which one of them can be reached. */
function endingNodes(graph: Graph, ends: ReadonlySet<string>): Set<string> {
  const before = new Map<string, string[]>();
  const open: string[] = [];
  for (const [name, ways] of graph) {
    if (ways.length === 0 || ends.has(name)) open.push(name);
    for (const { to } of ways) before.set(to, [...(before.get(to) ?? []), name]);
  }
  const ending = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (ending.has(name)) continue;
    ending.add(name);
    open.push(...(before.get(name) ?? []));
  }
  return ending;
}

/** What a document goes by, node by node. */
export function needsOf(document: FlowDocument): Need[] {
  return Object.values(document.nodes).flatMap((node) => kindOf(node).needs(node, spokenIn(document, node)));
}

function needProblems(document: FlowDocument, surroundings: FlowSurroundings): FlowProblem[] {
  return Object.entries(document.nodes).flatMap(([nodeId, node]) => {
    const needs = kindOf(node).needs(node, spokenIn(document, node));
    const missing = needs.filter((need) => !isThere(need, surroundings));
    // A prompt may be played twice in one node.
    const each = new Map(missing.map((need) => [`${need.kind} ${need.id}`, need]));
    return [...each.values()].map(({ kind, id: subject }): FlowProblem => {
      if (kind === "speech") return { kind: "no-speech", severity: "warning", nodeId };
      if (kind === "recognition") return { kind: "no-recognition", severity: "warning", nodeId };
      const what = kind === "prompt" ? "missing-prompt" : (`unknown-${kind}` as const);
      return { kind: what, severity: "error", nodeId, subject };
    });
  });
}

function formulaProblems({ nodes }: FlowDocument): FlowProblem[] {
  const none: Formulas = { expressions: [], sets: [] };
  const formulas = Object.entries(nodes).map(
    ([nodeId, node]) => [nodeId, kindOf(node).formulas?.(node) ?? none] as const,
  );
  const set = new Set(formulas.flatMap(([, { sets }]) => sets));
  return formulas.flatMap(([nodeId, { expressions, ofResponse = [] }]) => [
    ...expressions.flatMap((text) => expressionProblems(text, nodeId, (name) => set.has(name))),
    ...ofResponse.flatMap((text) =>
      expressionProblems(text, nodeId, (name) => name === "response" || set.has(name)),
    ),
  ]);
}

function bodyProblems({ nodes }: FlowDocument): FlowProblem[] {
  return Object.entries(nodes).flatMap(([nodeId, node]): FlowProblem[] => {
    const sends = node.type === "http-request" || node.type === "webhook";
    const subject = sends ? faultOfBody(node) : undefined;
    return subject === undefined ? [] : [{ kind: "bad-body", severity: "error", nodeId, subject }];
  });
}

function expressionProblems(text: string, nodeId: string, isKnown: (name: string) => boolean): FlowProblem[] {
  const read = readExpression(text);
  if (!read.ok) return [{ kind: "bad-expression", severity: "error", nodeId, subject: read.error.message }];
  const unknown = read.value.reads.filter((name) => !isKnown(name));
  return unknown.map((subject) => ({ kind: "unknown-variable", severity: "warning", nodeId, subject }));
}

function isThere(need: Need, surroundings: FlowSurroundings): boolean {
  const {
    queueIds,
    personIds,
    calendarIds,
    skillIds,
    flowIds,
    secrets,
    tables,
    connectors,
    speaks,
    listens,
    hasPrompt,
  } = surroundings;
  switch (need.kind) {
    case "queue":
      return queueIds.has(need.id);
    case "person":
      return personIds.has(need.id);
    case "calendar":
      return calendarIds.has(need.id);
    case "skill":
      return skillIds.has(need.id);
    case "flow":
      return flowIds.has(need.id);
    case "table":
      return tables.has(need.id);
    case "connector":
      return connectors.has(need.id);
    case "speech":
      return speaks;
    case "recognition":
      return listens;
    case "secret":
      return secrets.has(need.id);
    case "prompt":
      return hasPrompt(need.id, need.language);
    default:
      return need satisfies never;
  }
}
