// A flow as a document: nodes by name, each saying what it does and where it goes. What does not have that form is
// refused here with the place named; whether it makes sense for a tenant is told by flow-problems.ts.
import type { Result } from "@tandem/kernel";
import { z } from "zod";
import { kindOf, nodeSchema, schemaOf } from "./nodes/index.ts";
import type { FlowNode } from "./nodes/index.ts";
import type { Way } from "./node-kind.ts";
import { language, nodeName, nowhere } from "./node-shapes.ts";
import { flowTestSchema } from "./trial-moves.ts";

/** Pixels from the left and from the top, at the size that drawings begin with. */
const place = { x: z.int().min(-1e6).max(1e6), y: z.int().min(-1e6).max(1e6) };

const flowDocumentSchema = z.strictObject({
  schema: z.literal(1),
  language,
  /**
   * "at-start": the call is answered before the first node. "by-node": by its answer node, or by a queue; what is
   * played before is heard without the call having been answered.
   */
  answer: z.enum(["at-start", "by-node"]).default("at-start"),
  start: nodeName,
  nodes: z
    .record(nodeName, nodeSchema)
    .refine((nodes) => !Object.hasOwn(nodes, nowhere), `a node cannot be called "${nowhere}"`),
  /** Where each node is drawn; those that are not named are placed by the page. */
  layout: z.record(nodeName, z.strictObject(place)).optional(),
  /** What people who draw tell one another. */
  comments: z
    .array(z.strictObject({ ...place, text: z.string().max(1000) }))
    .max(100)
    .optional(),
  /** Calls that have to go as they went; they are tried before the flow is published. */
  tests: z.array(flowTestSchema).max(100).optional(),
});

export type FlowDocument = z.output<typeof flowDocumentSchema>;
/** A document as a person writes it, defaults left out. */
export type FlowDocumentInput = z.input<typeof flowDocumentSchema>;

export type FlowDocumentError = { kind: "invalid-flow"; message: string };

/** Reads what has the form of a document, whether or not its ways lead anywhere; the error names each place. */
export function readFlowDocument(value: unknown): Result<FlowDocument, FlowDocumentError> {
  const parsed = flowDocumentSchema.safeParse(value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : refused(parsed.error.issues.map(placeAndMessage));
}

/** Reads a document that is to run: each of its ways leads to a node. The error names each place that is wrong. */
export function parseFlowDocument(value: unknown): Result<FlowDocument, FlowDocumentError> {
  const document = readFlowDocument(value);
  if (!document.ok) return document;
  const dangling = danglingReferences(document.value);
  return dangling.length > 0 ? refused(dangling) : document;
}

/** Reads one node; the error names each place that is wrong. */
export function readFlowNode(value: unknown): Result<FlowNode, FlowDocumentError> {
  const parsed = nodeSchema.safeParse(value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : refused(parsed.error.issues.map(placeAndMessage));
}

/** A node's ways on, in the order in which they are drawn. */
export function waysOf(node: FlowNode): readonly Way[] {
  return kindOf(node).ways(node);
}

/** The form of one kind of node, as JSON Schema (2020-12): what pages make its form of. */
export function flowNodeJsonSchema(type: FlowNode["type"]): Record<string, unknown> {
  return { ...z.toJSONSchema(schemaOf(type), { io: "input" }) };
}

/** The form of a document as a person writes it, as JSON Schema (2020-12). */
export function flowDocumentJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(flowDocumentSchema, { io: "input" }) };
}

function refused<T>(messages: readonly string[]): Result<T, FlowDocumentError> {
  return { ok: false, error: { kind: "invalid-flow", message: messages.join("; ") } };
}

function placeAndMessage({ path, message }: z.core.$ZodIssue): string {
  return `${path.join(".") || "document"}: ${message}`;
}

function danglingReferences({ start, nodes }: FlowDocument): string[] {
  const missing: string[] = [];
  const check = (from: string, to: string) => {
    if (!Object.hasOwn(nodes, to)) missing.push(`${from}: there is no node "${to}"`);
  };
  check("start", start);
  for (const [name, node] of Object.entries(nodes)) {
    for (const way of kindOf(node).ways(node)) check(`nodes.${name}`, way.to);
  }
  return missing;
}
