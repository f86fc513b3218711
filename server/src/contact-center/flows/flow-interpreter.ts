// Runs a flow document for one call, purely: an input, the state before, the time → the state after and
// what has to be done. It waits in one node at a time.
//
// phase      | waits for                              | leaves by
// -----------+----------------------------------------+---------------------------------------------
// playing    | the end of a play node's prompts       | playback-finished, digit (kept for the next menu)
// prompting  | a menu's prompt, or a key meanwhile    | playback-finished → collecting, digit
// collecting | a key, for the node's time             | digit, timeout
// queued     | the queue's word                       | served, queue-unavailable
// farewell   | the end of a hang-up node's prompts    | playback-finished
// ended      | nothing                                | –
import { assertNever } from "@tandem/kernel";
import type { QueueId } from "@tandem/kernel";
import type { PromptLanguage } from "#telephony/prompts";
import type { FlowDocument, FlowNode } from "./flow-document.ts";

export type FlowPhase = "playing" | "prompting" | "collecting" | "queued" | "farewell" | "ended";

export type FlowState = {
  readonly phase: FlowPhase;
  readonly node: string;
  /** Wrong or missing keys in this menu so far. */
  readonly misses: number;
  /** Counts waits, so that an old timer or playback is told from the present one. */
  readonly wait: number;
  /** Keys pressed before the menu they are meant for: who knows the way does not wait for the words. */
  readonly typedAhead: string;
  /** Nodes entered so far. */
  readonly entered: number;
};

export type FlowInput =
  | { readonly kind: "start" }
  | { readonly kind: "playback-finished"; readonly wait: number }
  | { readonly kind: "digit"; readonly digit: string }
  | { readonly kind: "timeout"; readonly wait: number }
  | { readonly kind: "served" }
  | { readonly kind: "queue-unavailable" };

export type FlowEffect =
  | {
      readonly kind: "play";
      readonly prompts: readonly string[];
      readonly language: PromptLanguage;
      readonly stopOnDigit: boolean;
      readonly wait: number;
    }
  | { readonly kind: "set-timer"; readonly seconds: number; readonly wait: number }
  | { readonly kind: "enqueue"; readonly queueId: QueueId; readonly language: PromptLanguage }
  | { readonly kind: "hang-up" }
  | { readonly kind: "entered"; readonly node: string; readonly type: FlowNode["type"] }
  | { readonly kind: "chosen"; readonly node: string; readonly digit: string; readonly valid: boolean };

export type FlowStep = { readonly state: FlowState; readonly effects: readonly FlowEffect[] };

/** A caller who goes round this often is in a loop that nobody meant: the call is ended. */
export const maxNodesEntered = 500;

export function newFlowRun(): FlowState {
  return { phase: "ended", node: "", misses: 0, wait: 0, typedAhead: "", entered: 0 };
}

export function stepFlow(document: FlowDocument, state: FlowState, input: FlowInput): FlowStep {
  switch (input.kind) {
    case "start":
      return state.entered === 0 ? enter(document, state, document.start) : stay(state);
    case "playback-finished":
      return input.wait === state.wait ? playbackFinished(document, state) : stay(state);
    case "digit":
      return digit(document, state, input.digit);
    case "timeout":
      if (state.phase !== "collecting" || input.wait !== state.wait) return stay(state);
      return missed(document, state, "no-input");
    case "served":
      return leaveQueue(document, state, "next");
    case "queue-unavailable":
      return leaveQueue(document, state, "unavailable");
    default:
      return assertNever(input);
  }
}

function stay(state: FlowState): FlowStep {
  return { state, effects: [] };
}

function nodeAt(document: FlowDocument, name: string): FlowNode {
  const node = document.nodes[name];
  if (!node) throw new Error(`validated flow has no node "${name}"`);
  return node;
}

function enter(document: FlowDocument, state: FlowState, name: string): FlowStep {
  if (state.entered >= maxNodesEntered) {
    return { state: { ...state, phase: "ended" }, effects: [{ kind: "hang-up" }] };
  }
  const node = nodeAt(document, name);
  const entered: FlowState = { ...state, node: name, misses: 0, entered: state.entered + 1 };
  const next = begin(document, entered, node);
  return { state: next.state, effects: [{ kind: "entered", node: name, type: node.type }, ...next.effects] };
}

function begin(document: FlowDocument, state: FlowState, node: FlowNode): FlowStep {
  const language = node.language ?? document.language;
  switch (node.type) {
    case "play":
      return play(state, "playing", node.prompts, language);
    case "menu":
      return state.typedAhead === ""
        ? play(state, "prompting", node.prompts, language)
        : takeTypedAhead(document, state);
    case "queue":
      return {
        state: { ...state, phase: "queued", typedAhead: "" },
        effects: [{ kind: "enqueue", queueId: node.queueId as QueueId, language }],
      };
    case "hang-up":
      if (node.prompts.length > 0) return play(state, "farewell", node.prompts, language);
      return { state: { ...state, phase: "ended" }, effects: [{ kind: "hang-up" }] };
    default:
      return assertNever(node);
  }
}

function play(
  state: FlowState,
  phase: FlowPhase,
  prompts: readonly string[],
  language: PromptLanguage,
): FlowStep {
  const wait = state.wait + 1;
  return {
    state: { ...state, phase, wait },
    effects: [
      { kind: "play", prompts, language, stopOnDigit: phase === "prompting" || phase === "playing", wait },
    ],
  };
}

function playbackFinished(document: FlowDocument, state: FlowState): FlowStep {
  const node = nodeAt(document, state.node);
  if (state.phase === "playing" && node.type === "play") return enter(document, state, node.next);
  if (state.phase === "farewell")
    return { state: { ...state, phase: "ended" }, effects: [{ kind: "hang-up" }] };
  if (state.phase !== "prompting" || node.type !== "menu") return stay(state);
  const wait = state.wait + 1;
  return {
    state: { ...state, phase: "collecting", wait },
    effects: [{ kind: "set-timer", seconds: node.timeoutSeconds, wait }],
  };
}

/** How many keys are kept for menus to come. */
const maxTypedAhead = 20;

function takeTypedAhead(document: FlowDocument, state: FlowState): FlowStep {
  const [pressed = "", ...rest] = state.typedAhead;
  return digit(document, { ...state, phase: "prompting", typedAhead: rest.join("") }, pressed);
}

function digit(document: FlowDocument, state: FlowState, pressed: string): FlowStep {
  if (state.phase === "playing") {
    const typedAhead = (state.typedAhead + pressed).slice(0, maxTypedAhead);
    const node = nodeAt(document, state.node);
    return node.type === "play" ? enter(document, { ...state, typedAhead }, node.next) : stay(state);
  }
  if (state.phase !== "prompting" && state.phase !== "collecting") return stay(state);
  const node = nodeAt(document, state.node);
  if (node.type !== "menu") return stay(state);
  const target = Object.hasOwn(node.choices, pressed) ? node.choices[pressed] : undefined;
  const chosen: FlowEffect = {
    kind: "chosen",
    node: state.node,
    digit: pressed,
    valid: target !== undefined,
  };
  const next = target === undefined ? missed(document, state, "invalid") : enter(document, state, target);
  return { state: next.state, effects: [chosen, ...next.effects] };
}

function missed(document: FlowDocument, state: FlowState, how: "invalid" | "no-input"): FlowStep {
  const node = nodeAt(document, state.node);
  if (node.type !== "menu") return stay(state);
  if (state.misses >= node.retries) return enter(document, state, node.otherwise);
  const apology = how === "invalid" ? node.invalidPrompt : node.noInputPrompt;
  const language = node.language ?? document.language;
  return play({ ...state, misses: state.misses + 1 }, "prompting", [apology, ...node.prompts], language);
}

function leaveQueue(document: FlowDocument, state: FlowState, exit: "next" | "unavailable"): FlowStep {
  const node = nodeAt(document, state.node);
  if (state.phase !== "queued" || node.type !== "queue") return stay(state);
  return enter(document, state, node[exit]);
}
