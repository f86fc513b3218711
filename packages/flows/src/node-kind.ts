// What a kind of node is: its schema, its ways on, what it needs, and its pure step, together in one file of nodes/.
import type { z } from "zod";
import { readExpression } from "./expressions.ts";
import type { ReadableResponse, VariableValue } from "./expressions.ts";
import type { FlowEffect, FlowInput, FlowPhase, FlowState } from "./flow-run.ts";
import type { FlowLanguage } from "./node-shapes.ts";

/** A way out of a node. */
export type Way = {
  /** As the document names it: `next`, `otherwise`, `choices.1`. */
  readonly name: string;
  readonly to: string;
  /**
   * What takes a caller this way. "at-once": nothing has to happen. "in-time": sound that ends, a wait that is over,
   * somebody else's word. "by-caller": what the caller does, and nothing else. "bounded": at once, and not for ever.
   */
  readonly taken: "at-once" | "in-time" | "by-caller" | "bounded";
};

/** Something outside the document that a node goes by. */
export type Need =
  | {
      readonly kind:
        | "queue"
        | "person"
        | "calendar"
        | "flow"
        | "secret"
        | "speech"
        | "recognition"
        | "skill"
        | "table"
        | "connector";
      readonly id: string;
    }
  | { readonly kind: "prompt"; readonly id: string; readonly language: FlowLanguage };

/** What a node wants done, and, with `goTo`, the node it sends the caller to. */
export type Outcome = {
  readonly state: FlowState;
  readonly effects: readonly FlowEffect[];
  readonly goTo?: string;
};

export type Formulas = {
  readonly expressions: readonly string[];
  readonly sets: readonly string[];
  /** Those that read `response` besides. */
  readonly ofResponse?: readonly string[];
};

export type NodeKind<Type extends string, Schema extends z.ZodType> = {
  readonly type: Type;
  readonly schema: Schema;
  readonly ways: (node: z.output<Schema>) => readonly Way[];
  /** `language`: in which the node speaks. */
  readonly needs: (node: z.output<Schema>, language: FlowLanguage) => readonly Need[];
  /** A call may end in it, although ways lead on. */
  readonly ends?: true;
  /** What it computes with: expressions that have to parse, and the variables that it sets. */
  readonly formulas?: (node: z.output<Schema>) => Formulas;
  /** The caller comes in, or comes in again after the answer or a restart. */
  readonly begin: (node: z.output<Schema>, state: FlowState, language: FlowLanguage) => Outcome;
  /** What happens while the caller is in it; what does not concern it changes nothing. */
  readonly step: (
    node: z.output<Schema>,
    state: FlowState,
    input: FlowInput,
    language: FlowLanguage,
  ) => Outcome;
};

/** For the types: what a kind consists of is told from its schema. */
export function nodeKind<const Type extends string, Schema extends z.ZodType>(
  kind: NodeKind<Type, Schema>,
): NodeKind<Type, Schema> {
  return kind;
}

export function stay(state: FlowState): Outcome {
  return { state, effects: [] };
}

export function goTo(state: FlowState, node: string): Outcome {
  return { state, effects: [], goTo: node };
}

/** Waits for the caller's side to know of the answer; the node begins once more then. */
export function answer(state: FlowState): Outcome {
  return { state: { ...state, phase: "answering" }, effects: [{ kind: "answer" }] };
}

export function play(
  state: FlowState,
  phase: FlowPhase,
  prompts: readonly string[],
  language: FlowLanguage,
): Outcome {
  const wait = state.wait + 1;
  const stopOnDigit = phase === "prompting" || phase === "playing";
  return {
    state: { ...state, phase, wait },
    effects: [{ kind: "play", prompts, language, stopOnDigit, wait }],
  };
}

/** Waits for the caller's next key or word. */
export function collect(state: FlowState, seconds: number): Outcome {
  const wait = state.wait + 1;
  return { state: { ...state, phase: "collecting", wait }, effects: [{ kind: "set-timer", seconds, wait }] };
}

/** Gives the caller to whoever asks them something, or listens to them, and says when they are back. */
export function hand(state: FlowState, effect: FlowEffect): Outcome {
  if (!state.answered) return answer(state);
  return { state: { ...state, phase: "handed", typedAhead: "" }, effects: [effect] };
}

export function end(state: FlowState, effect: FlowEffect): Outcome {
  return { state: { ...state, phase: "ended" }, effects: [effect] };
}

export function promptsNeeded(names: readonly string[], language: FlowLanguage): Need[] {
  return names.map((id) => ({ kind: "prompt", id, language }));
}

export function queueNeeded({ queueId }: { readonly queueId: string }): Need {
  return { kind: "queue", id: queueId };
}

/** What an expression comes to for this call; undefined where it cannot be said. */
export function compute(
  text: string,
  state: FlowState,
  language: FlowLanguage,
  response?: ReadableResponse,
): VariableValue | undefined {
  const read = readExpression(text);
  if (!read.ok) return undefined;
  const { variables = {}, call = { from: "", to: "" } } = state;
  const value = read.value.evaluate(variables, { ...call, language }, response);
  return value.ok ? value.value : undefined;
}

export function setVariable(state: FlowState, name: string, value: VariableValue): FlowState {
  return { ...state, variables: { ...state.variables, [name]: value } };
}
