// A call that is tried: the interpreter that real calls go through, with a person who says what happens next.
import { waysOf } from "./flow-document.ts";
import type { FlowDocument } from "./flow-document.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput, FlowMessage, FlowState } from "./flow-run.ts";
import type { FlowNode } from "./nodes/index.ts";
import type { TrialMove, TriedCall } from "./trial-moves.ts";

/** What the caller notices, in order. */
export type TrialLine =
  | { readonly kind: "entered"; readonly node: string }
  | { readonly kind: "plays"; readonly prompts: readonly string[] }
  | { readonly kind: "presses"; readonly digit: string; readonly valid: boolean; readonly said?: true }
  | { readonly kind: "says"; readonly text: string }
  | { readonly kind: "queued"; readonly queueId: string }
  | { readonly kind: "refused"; readonly cause: string }
  | { readonly kind: "put-through"; readonly to: Extract<FlowEffect, { kind: "put-through" }>["to"] }
  | { readonly kind: "tags"; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: "looks-up"; readonly table: string; readonly key: string }
  | { readonly kind: "calls-flow"; readonly flowId: string }
  | { readonly kind: "listens" }
  | { readonly kind: "requests"; readonly method: string; readonly url: string }
  /** What would be sent; nothing is. */
  | { readonly kind: "sends"; readonly message: FlowMessage }
  /** lost: the way leads nowhere, and the call cannot go on. */
  | { readonly kind: "answered" | "collects" | "handed" | "asks-hours" | "unsaid" | "ended" | "lost" };

export type FlowTrial = {
  readonly state: FlowState;
  readonly lines: readonly TrialLine[];
  /** The nodes that the call came through. */
  readonly path: readonly string[];
  readonly call: TriedCall;
  /** What was said to happen, in order. */
  readonly moves: readonly TrialMove[];
  readonly lost: boolean;
};

/** Whose call is tried when nothing else is said: nobody's number. */
export const triedNumbers = { from: "13800000000", to: "4000" } as const;

export function startTrial(document: FlowDocument, call: TriedCall = {}): FlowTrial {
  const { from = triedNumbers.from, to = triedNumbers.to, variables } = call;
  const begun = newFlowRun(false, { from, to });
  const state = variables ? { ...begun, variables } : begun;
  return feed(document, { state, lines: [], path: [], call, moves: [], lost: false }, { kind: "start" });
}

export function moveTrial(document: FlowDocument, run: FlowTrial, move: TrialMove): FlowTrial {
  const moved = feed(document, run, inputOf(run.state, move));
  return { ...moved, moves: [...run.moves, move] };
}

/** The tests of a document, by name, whose callers come through other nodes than they should. */
export function failedTests(
  document: FlowDocument,
): { readonly name: string; readonly path: readonly string[] }[] {
  return (document.tests ?? []).flatMap(({ name, call, moves, path: wanted }) => {
    const begun = startTrial(document, call);
    const { path } = moves.reduce((trial, move) => moveTrial(document, trial, move), begun);
    const same = path.length === wanted.length && path.every((node, n) => node === wanted[n]);
    return same ? [] : [{ name, path }];
  });
}

/** What can happen to a call in that state. */
export function movesOf(trial: FlowTrial): readonly Exclude<TrialMove, object>[] {
  if (trial.lost) return [];
  return takesSpeech(trial) ? [...movesIn(trial), "not-listening"] : movesIn(trial);
}

function movesIn({ state: { phase }, lines }: FlowTrial): readonly Exclude<TrialMove, object>[] {
  switch (phase) {
    case "playing":
      return lines.at(-1)?.kind === "says" ? ["sound-ends", "not-said"] : ["sound-ends"];
    case "prompting":
    case "farewell":
      return ["sound-ends"];
    case "collecting":
      return ["no-key"];
    case "queued":
      return ["served", "unavailable"];
    case "handed":
      return ["came-back", "otherwise"];
    case "asking":
      return ["open", "closed"];
    case "requesting":
      return ["no-response"];
    case "looking-up":
      return ["not-found"];
    case "sending":
      return ["message-taken", "message-refused"];
    case "transferring":
    case "calling":
      return ["not-taken"];
    case "answering":
    case "hearing":
    case "ended":
      return [];
    default:
      return phase satisfies never;
  }
}

/** Whether keys do anything now. */
export function takesKeys({ state: { phase }, lost }: FlowTrial): boolean {
  return !lost && ["playing", "prompting", "collecting"].includes(phase);
}

/** Whether the caller is listened to now. */
export function takesSpeech({ state: { listening }, lost }: FlowTrial): boolean {
  return !lost && listening !== undefined;
}

/** Whether the end of another flow is waited for now. */
export function takesReturn({ state: { phase }, lost }: FlowTrial): boolean {
  return !lost && phase === "calling";
}

/** Whether a row of a table is waited for now. */
export function takesRow({ state: { phase }, lost }: FlowTrial): boolean {
  return !lost && phase === "looking-up";
}

/** Whether an answer of a server is waited for now. */
export function takesResponse({ state: { phase }, lost }: FlowTrial): boolean {
  return !lost && phase === "requesting";
}

function inputOf({ wait, listening = wait }: FlowState, move: TrialMove): FlowInput {
  if (typeof move === "object") {
    if ("digit" in move) return { kind: "digit", ...move };
    if ("said" in move) return { kind: "heard", wait: listening, text: move.said };
    if ("row" in move) return { kind: "looked-up", wait, row: move.row };
    if ("returned" in move) return { kind: "returned", variables: move.returned };
    return { kind: "response", wait, ...move.response };
  }
  switch (move) {
    case "sound-ends":
      return { kind: "playback-finished", wait };
    case "no-key":
      return { kind: "timeout", wait };
    case "served":
      return { kind: "served" };
    case "unavailable":
    case "not-taken":
      return { kind: "not-taken" };
    case "came-back":
      return { kind: "came-back" };
    case "otherwise":
      return { kind: "came-back", exit: "otherwise" };
    case "open":
    case "closed":
      return { kind: "hours", open: move === "open" };
    case "not-found":
      return { kind: "looked-up", wait, row: null };
    case "not-listening":
      return { kind: move, wait: listening };
    case "message-taken":
    case "message-refused":
      return { kind: "message-taken", wait, taken: move === "message-taken" };
    case "no-response":
    case "not-said":
      return { kind: move, wait };
    default:
      return move satisfies never;
  }
}

function feed(document: FlowDocument, run: FlowTrial, input: FlowInput): FlowTrial {
  const { drawn, isOpen } = withOpenEnds(document);
  const { state, effects } = stepFlow(drawn, run.state, input);
  const entered = effects.flatMap((effect) => (effect.kind === "entered" ? [effect.node] : []));
  const lost = entered.some(isOpen);
  const noticed = effects
    .filter((effect) => effect.kind !== "entered" || !isOpen(effect.node))
    .flatMap(lineOf);
  const lines = [...run.lines, ...(lost ? beforeLost(noticed) : noticed)];
  const path = [...run.path, ...entered.filter((node) => !isOpen(node))];
  const next: FlowTrial = { ...run, state, lines, path, lost };
  // Nobody has to say that the caller's side knows of the answer.
  return state.phase === "answering" && !next.lost ? feed(document, next, { kind: "answered" }) : next;
}

/** Ways that lead nowhere lead to an end that is known by its name, so that a draft can be tried while it is drawn. */
function withOpenEnds(document: FlowDocument): { drawn: FlowDocument; isOpen: (node: string) => boolean } {
  const ends = new Set<string>();
  const missing = (to: string) => !Object.hasOwn(document.nodes, to);
  if (missing(document.start)) ends.add(document.start);
  for (const node of Object.values(document.nodes))
    for (const { to } of waysOf(node)) if (missing(to)) ends.add(to);
  const end: FlowNode = { type: "hang-up", prompts: [] };
  const open = [...ends].map((name) => [name, end] as const);
  return {
    drawn: { ...document, nodes: { ...document.nodes, ...Object.fromEntries(open) } },
    isOpen: (node) => ends.has(node),
  };
}

function beforeLost(lines: readonly TrialLine[]): TrialLine[] {
  return [...lines.filter(({ kind }) => kind !== "ended"), { kind: "lost" }];
}

function lineOf(effect: FlowEffect): TrialLine[] {
  switch (effect.kind) {
    case "entered":
      return [{ kind: "entered", node: effect.node }];
    case "play":
      return [{ kind: "plays", prompts: effect.prompts }];
    case "say":
      return [{ kind: "says", text: effect.text }];
    case "chosen":
      return [
        {
          kind: "presses",
          digit: effect.digit,
          valid: effect.valid,
          ...(effect.said && { said: effect.said }),
        },
      ];
    case "enqueue":
      return [{ kind: "queued", queueId: effect.queueId }];
    case "refuse":
      return [{ kind: "refused", cause: effect.cause }];
    case "answer":
      return [{ kind: "answered" }];
    case "set-timer":
      return [{ kind: "collects" }];
    case "listen":
      return [{ kind: "listens" }];
    case "stop-sound":
      return [];
    case "ask-hours":
      return [{ kind: "asks-hours" }];
    case "send-request":
      return [{ kind: "requests", method: effect.request.method, url: effect.request.url }];
    case "send-message":
      return [{ kind: "sends", message: effect.message }];
    case "message-unsaid":
      return [{ kind: "unsaid" }];
    case "ask-survey":
    case "take-message":
    case "ask-callback":
      return [{ kind: "handed" }];
    case "look-up":
      return [{ kind: "looks-up", table: effect.table, key: effect.key }];
    case "tag":
      return [{ kind: "tags", tags: effect.tags }];
    case "put-through":
      return [{ kind: "put-through", to: effect.to }];
    case "call-flow":
      return [{ kind: "calls-flow", flowId: effect.flowId }];
    case "hang-up":
    case "return":
      return [{ kind: "ended" }];
    default:
      return effect satisfies never;
  }
}
