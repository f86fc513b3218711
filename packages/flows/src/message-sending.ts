// How a node hands something over to be sent: the caller goes on as soon as it is kept, and does not wait until it is there.
import type { FlowInput, FlowMessage, FlowState } from "./flow-run.ts";
import { goTo, stay } from "./node-kind.ts";
import type { Outcome } from "./node-kind.ts";
import { nodeName } from "./node-shapes.ts";

/** `otherwise`: a value cannot be said, or what is to be sent is not taken. */
export const sendingWays = { next: nodeName, otherwise: nodeName };
type SendingWays = { readonly next: string; readonly otherwise: string };

/** Both at once: nobody waits for a server. */
export function waysOfSending({ next, otherwise }: SendingWays) {
  return [
    { name: "next", to: next, taken: "at-once" },
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ] as const;
}

/** `message` is undefined when one of its values cannot be said. */
export function handOver(
  { otherwise }: SendingWays,
  state: FlowState,
  of: "message" | "webhook",
  message: FlowMessage | undefined,
): Outcome {
  if (!message) {
    return { ...goTo(state, otherwise), effects: [{ kind: "message-unsaid", node: state.node, of }] };
  }
  const wait = state.wait + 1;
  return {
    state: { ...state, phase: "sending", wait },
    effects: [{ kind: "send-message", message, wait }],
  };
}

/** The step of a node that has handed something over. */
export function stepOfSending({ next, otherwise }: SendingWays, state: FlowState, input: FlowInput): Outcome {
  if (state.phase !== "sending" || input.kind !== "message-taken") return stay(state);
  return goTo(state, input.taken ? next : otherwise);
}
