// Runs a flow document for one call, purely: an input, the state before → the state after and what has to be done.
// It waits in one node at a time; what a node does is in its file of nodes/.
//
// phase      | waits for                              | leaves by
// -----------+----------------------------------------+---------------------------------------------
// answering  | the caller's side to know of the answer | answered
// playing    | the end of what a node plays or says   | playback-finished, not-said, digit (kept for the next menu)
// prompting  | a menu's prompt, or a key meanwhile    | playback-finished → collecting, digit
// collecting | a key or a word, for the node's time   | digit, speech-began, heard, timeout
// hearing    | what the caller is saying              | heard, not-listening, timeout, digit
// queued     | the queue's word                       | served, not-taken, dismissed
// handed     | whoever asks the caller something now  | came-back
// asking     | whether a calendar is open             | hours, at once
// transferring | whoever is to take the caller         | not-taken
// calling    | the flow that the caller is led through | returned, not-taken
// looking-up | a row of a table                       | looked-up
// sending    | whether what is to be sent is kept     | message-taken, at once
// requesting | a server's answer                      | response, no-response
// farewell   | the end of a last node's prompts       | playback-finished
// ended      | nothing                                | –
import type { FlowDocument } from "./flow-document.ts";
import type { CallNumbers, FlowEffect, FlowInput, FlowPhase, FlowState, FlowStep } from "./flow-run.ts";
import { deaf } from "./listening.ts";
import { answer, end, stay } from "./node-kind.ts";
import type { Outcome } from "./node-kind.ts";
import type { FlowLanguage } from "./node-shapes.ts";
import { kindOf, maxTypedAhead } from "./nodes/index.ts";
import type { FlowNode } from "./nodes/index.ts";

/** A caller who goes round this often is in a loop that nobody meant: the call is ended. */
export const maxNodesEntered = 500;

/** In which something is done anew when whoever was at it is gone. */
const resumable: ReadonlySet<FlowPhase> = new Set([
  "handed",
  "requesting",
  "looking-up",
  "sending",
  "playing",
]);

/** `answered`: the call was, before it came into this flow. */
export function newFlowRun(answered = false, call?: CallNumbers): FlowState {
  const begun = {
    phase: "ended",
    node: "",
    answered,
    misses: 0,
    wait: 0,
    typedAhead: "",
    entered: 0,
  } as const;
  return call ? { ...begun, call } : begun;
}

export function stepFlow(document: FlowDocument, state: FlowState, input: FlowInput): FlowStep {
  switch (input.kind) {
    case "start":
      return follow(document, start(document, state));
    case "digit":
      return state.phase === "answering" ? typeAhead(state, input.digit) : pass(document, state, input);
    case "answered":
      return follow(document, goOnAnswered(document, { ...state, answered: true }));
    case "playback-finished":
    case "timeout":
    case "response":
    case "no-response":
    case "not-said":
    case "looked-up":
    case "message-taken":
      return input.wait === state.wait ? pass(document, state, input) : stay(state);
    case "speech-began":
    case "heard":
    case "not-listening":
      return input.wait === state.listening ? pass(document, state, input) : stay(state);
    case "resumed":
      return resumable.has(state.phase) || state.listening !== undefined
        ? follow(document, begin(document, state))
        : stay(state);
    case "served":
    case "not-taken":
    case "came-back":
    case "dismissed":
    case "returned":
    case "hours":
      return pass(document, state, input);
    default:
      return input satisfies never;
  }
}

function start(document: FlowDocument, state: FlowState): Outcome {
  if (state.node !== "" || state.phase !== "ended") return stay(state);
  const goesOn = document.answer === "by-node" || state.answered;
  return goesOn ? { ...stay(state), goTo: document.start } : answer(state);
}

/** Goes on in the node that wanted the answer, or with the first one. */
function goOnAnswered(document: FlowDocument, state: FlowState): Outcome {
  if (state.phase !== "answering") return stay(state);
  return state.node === "" ? { ...stay(state), goTo: document.start } : begin(document, state);
}

function typeAhead(state: FlowState, digit: string): FlowStep {
  return stay({ ...state, typedAhead: (state.typedAhead + digit).slice(0, maxTypedAhead) });
}

/** What happens is for the node that the caller is in. */
function pass(document: FlowDocument, state: FlowState, input: FlowInput): FlowStep {
  if (state.phase === "answering" || state.phase === "ended") return stay(state);
  const node = nodeAt(document, state.node);
  return follow(document, kindOf(node).step(node, state, input, spokenIn(document, node, state)));
}

function begin(document: FlowDocument, state: FlowState): Outcome {
  const node = nodeAt(document, state.node);
  return kindOf(node).begin(node, state, spokenIn(document, node, state));
}

/** Enters the nodes that the caller is sent to, until one of them waits. */
function follow(document: FlowDocument, first: Outcome): FlowStep {
  if (first.goTo === undefined) return first;
  let outcome = first;
  const effects: FlowEffect[] = [...first.effects];
  while (outcome.goTo !== undefined) {
    const { goTo: name, state } = outcome;
    if (state.entered >= maxNodesEntered) {
      outcome = end(state, { kind: "hang-up" });
    } else {
      const node = nodeAt(document, name);
      effects.push({ kind: "entered", node: name, type: node.type });
      const entering = { ...deaf(state), node: name, misses: 0, entered: state.entered + 1 };
      outcome = kindOf(node).begin(node, entering, spokenIn(document, node, entering));
    }
    for (const effect of outcome.effects) effects.push(effect);
  }
  return { state: outcome.state, effects };
}

/** In which a node speaks: its own language, that of the call, or that of the flow. */
export function spokenIn(document: FlowDocument, node: FlowNode, state?: FlowState): FlowLanguage {
  return ("language" in node ? node.language : undefined) ?? state?.language ?? document.language;
}

function nodeAt(document: FlowDocument, name: string): FlowNode {
  const node = document.nodes[name];
  if (!node) throw new Error(`validated flow has no node "${name}"`);
  return node;
}
