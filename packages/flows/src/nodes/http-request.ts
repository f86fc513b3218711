// Asks a server something, and remembers what it answered: where an order is, who a caller is.
import { z } from "zod";
import { readableResponse } from "../expressions.ts";
import type { ResponseWords } from "../expressions.ts";
import type { FlowRequest, FlowState } from "../flow-run.ts";
import { compute, goTo, nodeKind, promptsNeeded, setVariable, stay } from "../node-kind.ts";
import type { Outcome } from "../node-kind.ts";
import { expression, language, nodeName, prompts, variableName } from "../node-shapes.ts";
import type { FlowLanguage } from "../node-shapes.ts";
import { expressionsIn, filled, writtenAs } from "../templates.ts";
import { maxTypedAhead } from "./play.ts";

/** RFC 9110 §5.6.2, without those that say how the message is sent. */
const headerName = z
  .string()
  .regex(
    /^(?!(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|idempotency-key)$)[a-z0-9-]{1,60}$/i,
    "a header that a flow may set has letters, digits and hyphens",
  );
/** Whose server is asked is not for callers to say: no value stands before the path. */
const address = z
  .string()
  .max(2000)
  .refine(
    (text) =>
      /^https?:\/\/[^/?#{}\s@\\]+(?:[/?#]\S*)?$/.test(
        filled(
          text,
          () => null,
          () => "{",
        ) ?? "",
      ),
    "an address begins with https:// and the name of a server",
  );
const headerText = z.string().max(1000);
const secretName = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, "a secret's name has small letters, digits and hyphens");

const schema = z.strictObject({
  type: z.literal("http-request"),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  /** {{expressions}} in it are written as a part of an address. */
  url: address,
  headers: z.record(headerName, headerText).default({}),
  /** Header → name of the secret that is its value. */
  secretHeaders: z.record(headerName, secretName).default({}),
  /** JSON; {{expressions}} in it are written as JSON, with their quotes. */
  body: z.string().max(8000).optional(),
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

/** Why what this node sends is no JSON, whatever its values are; undefined when it is, or is meant to be something else. */
export function faultOfBody({ body, headers }: RequestNode): string | undefined {
  const isOther = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  if (body === undefined || isOther) return undefined;
  try {
    JSON.parse(filled(body, () => null, writtenAs.json) ?? "");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function requestOf(node: RequestNode, state: FlowState, spoken: FlowLanguage): FlowRequest | undefined {
  const valueOf = (text: string) => compute(text, state, spoken);
  const url = filled(node.url, valueOf, writtenAs.url);
  const body = node.body === undefined ? "" : filled(node.body, valueOf, writtenAs.json);
  const headers = Object.entries(node.headers).map(
    ([name, text]) => [name, filled(text, valueOf, writtenAs.header)] as const,
  );
  if (url === undefined || body === undefined) return undefined;
  if (headers.some(([, value]) => value === undefined)) return undefined;
  const { method, secretHeaders, timeoutSeconds, retries } = node;
  const written = Object.fromEntries(headers) as Record<string, string>;
  const asked = { method, url, headers: written, secretHeaders, timeoutSeconds, retries };
  return node.body === undefined ? asked : { ...asked, body };
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
