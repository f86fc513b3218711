// Tells a server something, without waiting for it: that a caller came here, or what they chose.
import { z } from "zod";
import type { FlowMessage } from "../flow-run.ts";
import { handOver, sendingWays, stepOfSending, waysOfSending } from "../message-sending.ts";
import { compute, nodeKind } from "../node-kind.ts";
import {
  requestAddress,
  requestBody,
  requestHeaders,
  requestMethod,
  secretHeaders,
  writtenRequest,
} from "../request-shapes.ts";
import { expressionsIn } from "../templates.ts";

export const webhookNode = nodeKind({
  type: "webhook",
  schema: z.strictObject({
    type: z.literal("webhook"),
    method: requestMethod.default("POST"),
    url: requestAddress,
    headers: requestHeaders,
    secretHeaders,
    /** Left out: the call, its numbers, the flow and the node; variables are told where they are named. */
    body: requestBody.optional(),
    ...sendingWays,
  }),
  ways: waysOfSending,
  needs: (node) => Object.values(node.secretHeaders).map((id) => ({ kind: "secret", id }) as const),
  formulas: ({ url, headers, body = "" }) => ({
    expressions: [url, ...Object.values(headers), body].flatMap(expressionsIn),
    sets: [],
  }),
  begin(node, state, spoken) {
    const written = writtenRequest(node, (text) => compute(text, state, spoken));
    const { method, secretHeaders: secrets } = node;
    const message: FlowMessage | undefined = written && {
      kind: "webhook",
      method,
      ...written,
      secretHeaders: secrets,
    };
    return handOver(node, state, "webhook", message);
  },
  step: stepOfSending,
});
