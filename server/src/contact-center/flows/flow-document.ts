// A flow as a document: nodes by name, each saying what it does and where it goes. What passes
// validation can be run; whatever cannot is refused here with the place named.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { z } from "zod";

const nodeName = z.string().min(1).max(64);
const promptName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, "a prompt's name has small letters, digits and hyphens");
const prompts = z.array(promptName).max(10);
const language = z.enum(["zh-CN", "en"]);
const key = z.string().regex(/^[0-9*#]$/, "a choice is one key of the telephone: 0-9, * or #");

const playNode = z.strictObject({
  type: z.literal("play"),
  prompts: prompts.min(1),
  language: language.optional(),
  next: nodeName,
});

const menuNode = z.strictObject({
  type: z.literal("menu"),
  prompts: prompts.min(1),
  language: language.optional(),
  /** Key → node. */
  choices: z
    .record(key, nodeName)
    .refine((choices) => Object.keys(choices).length > 0, "a menu needs a choice"),
  /** How long to wait for a key after the prompt ended. */
  timeoutSeconds: z.number().min(1).max(60).default(5),
  /** How often the menu is played again after a wrong key or none. */
  retries: z.int().min(0).max(9).default(2),
  invalidPrompt: promptName.default("invalid-choice"),
  noInputPrompt: promptName.default("no-input"),
  /** Where to go when the retries are used up. */
  otherwise: nodeName,
});

const queueNode = z.strictObject({
  type: z.literal("queue"),
  queueId: z.uuid(),
  language: language.optional(),
  /** After the agent hung up. */
  next: nodeName,
  /** When the queue cannot take the call. */
  unavailable: nodeName,
});

const hangUpNode = z.strictObject({
  type: z.literal("hang-up"),
  prompts: prompts.default([]),
  language: language.optional(),
});

const nodeSchema = z.discriminatedUnion("type", [playNode, menuNode, queueNode, hangUpNode]);

const documentSchema = z.strictObject({
  schema: z.literal(1),
  language,
  start: nodeName,
  nodes: z.record(nodeName, nodeSchema),
});

export type FlowNode = z.infer<typeof nodeSchema>;
export type FlowDocument = z.infer<typeof documentSchema>;
/** A document as a person writes it, defaults left out. */
export type FlowDocumentInput = z.input<typeof documentSchema>;

export type FlowDocumentError = { kind: "invalid-flow"; message: string };

/** Reads a document; the error names each place that is wrong. */
export function parseFlowDocument(value: unknown): Result<FlowDocument, FlowDocumentError> {
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) return err({ kind: "invalid-flow", message: describe(parsed.error) });
  const dangling = danglingReferences(parsed.data);
  if (dangling.length > 0) return err({ kind: "invalid-flow", message: dangling.join("; ") });
  return ok(parsed.data);
}

/** Every node a node can go to. */
function exitsOf(node: FlowNode): string[] {
  switch (node.type) {
    case "play":
      return [node.next];
    case "menu":
      return [...Object.values(node.choices), node.otherwise];
    case "queue":
      return [node.next, node.unavailable];
    case "hang-up":
      return [];
    default:
      return node satisfies never;
  }
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "document"}: ${issue.message}`).join("; ");
}

function danglingReferences(document: FlowDocument): string[] {
  const missing: string[] = [];
  const check = (from: string, to: string) => {
    if (!Object.hasOwn(document.nodes, to)) missing.push(`${from}: there is no node "${to}"`);
  };
  check("start", document.start);
  for (const [name, node] of Object.entries(document.nodes)) {
    for (const exit of exitsOf(node)) check(`nodes.${name}`, exit);
  }
  return missing;
}
