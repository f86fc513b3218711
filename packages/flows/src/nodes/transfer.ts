// Puts the caller through: to a person, to a number outside, or into another flow for good. When the other side hangs up, the call is over.
import type { FlowId } from "@tandem/kernel";
import { z } from "zod";
import type { FlowState } from "../flow-run.ts";
import { answer, compute, goTo, nodeKind, stay } from "../node-kind.ts";
import type { Outcome } from "../node-kind.ts";
import { nodeName } from "../node-shapes.ts";
import { expressionsIn, filled, writtenAs } from "../templates.ts";

/** What people dial. */
const dialable = /^\+?[0-9*#]{1,32}$/;

const taken = "in-time";

export const transferPersonNode = nodeKind({
  type: "transfer-person",
  schema: z.strictObject({
    type: z.literal("transfer-person"),
    agentId: z.uuid(),
    /** When nobody answers, or no phone of theirs can be reached. */
    unavailable: nodeName,
  }),
  ways: ({ unavailable }) => [{ name: "unavailable", to: unavailable, taken }],
  needs: ({ agentId }) => [{ kind: "person", id: agentId }],
  begin: ({ agentId }, state) => putThrough(state, { kind: "person", agentId }),
  step: ({ unavailable }, state, input) =>
    state.phase === "transferring" && input.kind === "not-taken" ? goTo(state, unavailable) : stay(state),
  ends: true,
});

export const transferNumberNode = nodeKind({
  type: "transfer-number",
  schema: z.strictObject({
    type: z.literal("transfer-number"),
    /** Digits, or {{an expression}} that comes to some. */
    number: z.string().min(1).max(200),
    unavailable: nodeName,
  }),
  ways: ({ unavailable }) => [{ name: "unavailable", to: unavailable, taken: "at-once" }],
  needs: () => [],
  formulas: ({ number }) => ({ expressions: expressionsIn(number), sets: [] }),
  begin({ number: text, unavailable }, state, spoken) {
    const number = filled(text, (each) => compute(each, state, spoken), writtenAs.words)?.trim() ?? "";
    return dialable.test(number) ? putThrough(state, { kind: "number", number }) : goTo(state, unavailable);
  },
  step: ({ unavailable }, state, input) =>
    state.phase === "transferring" && input.kind === "not-taken" ? goTo(state, unavailable) : stay(state),
  ends: true,
});

export const transferFlowNode = nodeKind({
  type: "transfer-flow",
  schema: z.strictObject({
    type: z.literal("transfer-flow"),
    flowId: z.uuid(),
    /** When that flow is not published. */
    unavailable: nodeName,
  }),
  ways: ({ unavailable }) => [{ name: "unavailable", to: unavailable, taken: "at-once" }],
  needs: ({ flowId }) => [{ kind: "flow", id: flowId }],
  begin: ({ flowId }, state) => putThrough(state, { kind: "flow", flowId: flowId as FlowId }),
  step: ({ unavailable }, state, input) =>
    state.phase === "transferring" && input.kind === "not-taken" ? goTo(state, unavailable) : stay(state),
  ends: true,
});

type Target = Extract<Outcome["effects"][number], { kind: "put-through" }>["to"];

function putThrough(state: FlowState, to: Target): Outcome {
  if (!state.answered) return answer(state);
  return {
    state: { ...state, phase: "transferring", typedAhead: "" },
    effects: [{ kind: "put-through", to }],
  };
}
