// Flows: the form of their documents, and what is wrong with one.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";

export const flowProblemSchema = z.object({
  kind: z.enum([
    "missing-node",
    "unreachable",
    "no-way-out",
    "endless",
    "silent-loop",
    "unknown-queue",
    "unknown-person",
    "unknown-calendar",
    "unknown-skill",
    "unknown-flow",
    "unknown-secret",
    "unknown-table",
    "unknown-connector",
    "no-speech",
    "no-recognition",
    "missing-prompt",
    "bad-expression",
    "bad-body",
    "unknown-variable",
  ]),
  /** A flow with an error is not fit for callers. */
  severity: z.enum(["error", "warning"]),
  /** The node's name; null: the document's start. */
  nodeId: z.string().nullable(),
  /** Which way of the node, as the document names it: `next`, `choices.1`. */
  way: z.string().optional(),
  /** What is not there: the name of a node or prompt, an id. */
  subject: z.string().optional(),
});

export const checkFlow = defineEndpoint({
  method: "POST",
  path: "/api/v1/flows/check",
  summary: "Says what is wrong with a flow's document for this tenant; changes nothing",
  tag: "configuration",
  access: "configuration.write",
  body: z.object({ document: z.record(z.string(), z.unknown()) }),
  response: z.object({ problems: z.array(flowProblemSchema) }),
});

export const getFlowDocumentSchema = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows/document-schema",
  summary: "The JSON Schema of a flow's document",
  tag: "configuration",
  access: "configuration.read",
  response: z.record(z.string(), z.unknown()),
});
