// Asks a server something, and remembers what it answered: where an order is, who a caller is.
import { z } from "zod";
import { readableResponse } from "../expressions.ts";
import type { ResponseWords } from "../expressions.ts";
import type { FlowRequest, FlowState } from "../flow-run.ts";
import { compute, goTo, nodeKind, promptsNeeded, setVariable, stay } from "../node-kind.ts";
import type { Outcome } from "../node-kind.ts";
import { expression, language, nodeName, prompts, variableName } from "../node-shapes.ts";
import type { FlowLanguage } from "../node-shapes.ts";
import {
  requestAddress,
  requestBody,
  requestHeaders,
  requestMethod,
  secretHeaders,
  writtenRequest,
} from "../request-shapes.ts";
import { expressionsIn } from "../templates.ts";
import { maxTypedAhead } from "./play.ts";

const schema = z.strictObject({
  type: z.literal("http-request"),
  method: requestMethod.default("GET"),
  url: requestAddress,
  headers: requestHeaders,
  secretHeaders,
  body: requestBody.optional(),
  /** For all tries together. */
  timeoutSeconds: z.number().min(1).max(20).default(5),
  retries: z.int().min(0).max(3).default(1),
  /** Variable → expression, which reads `response.status` and `response.body`. */
  save: z
    .record(variableName, expression)
    .refine((save) => Object.keys(save).length <= 20, "20 values of an answer can be kept")
    .default({}),
  /** Which variable holds the answer's status; 0 where there was none. */
  statusVariable: variableName.optional(),
  /** Said while the server is waited for. */
  prompts: prompts.default([]),
  language: language.optional(),
  /** With a status of 200 to 299 and all values kept. */
  next: nodeName,
  otherwise: nodeName,
});
type RequestNode = z.output<typeof schema>;

export const httpRequestNode = nodeKind({
  type: "http-request",
  schema,
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "in-time" },
    // An address that cannot be made of these values leads on at once.
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: (node, spoken) => [
    ...Object.values(node.secretHeaders).map((id) => ({ kind: "secret", id }) as const),
    ...promptsNeeded(node.prompts, spoken),
  ],
  formulas: ({ url, headers, body = "", save, statusVariable }) => ({
    expressions: [url, ...Object.values(headers), body].flatMap(expressionsIn),
    ofResponse: Object.values(save),
    sets: [...Object.keys(save), ...(statusVariable === undefined ? [] : [statusVariable])],
  }),
  begin(node, state, spoken) {
    const request = requestOf(node, state, spoken);
    if (!request) return goTo(withStatus(node, state, 0), node.otherwise);
    const wait = state.wait + 1;
    const sound = {
      kind: "play",
      prompts: node.prompts,
      language: spoken,
      stopOnDigit: false,
      wait,
    } as const;
    return {
      state: { ...state, phase: "requesting", wait },
      effects: [...(node.prompts.length > 0 ? [sound] : []), { kind: "send-request", request, wait }],
    };
  },
  step(node, state, input, spoken) {
    if (state.phase !== "requesting") return stay(state);
    if (input.kind === "no-response") return goTo(withStatus(node, state, 0), node.otherwise);
    if (input.kind === "response") return answered(node, state, input, spoken);
    if (input.kind !== "digit") return stay(state);
    return stay({ ...state, typedAhead: (state.typedAhead + input.digit).slice(0, maxTypedAhead) });
  },
});

function requestOf(node: RequestNode, state: FlowState, spoken: FlowLanguage): FlowRequest | undefined {
  const written = writtenRequest(node, (text) => compute(text, state, spoken));
  const { method, secretHeaders: secrets, timeoutSeconds, retries } = node;
  return written && { method, ...written, secretHeaders: secrets, timeoutSeconds, retries };
}

/** Values are kept all or none. */
function answered(
  node: RequestNode,
  state: FlowState,
  { status, body }: ResponseWords,
  spoken: FlowLanguage,
): Outcome {
  const known = withStatus(node, state, status);
  if (status < 200 || status > 299) return goTo(known, node.otherwise);
  const response = readableResponse({ status, body });
  let kept = known;
  for (const [variable, text] of Object.entries(node.save)) {
    const value = response && compute(text, state, spoken, response);
    if (value === undefined) return goTo(known, node.otherwise);
    kept = setVariable(kept, variable, value);
  }
  return goTo(kept, node.next);
}

function withStatus({ statusVariable }: RequestNode, state: FlowState, status: number): FlowState {
  return statusVariable === undefined ? state : setVariable(state, statusVariable, status);
}
