// The fields of a node's form, read from the JSON Schema of its kind: a new kind of node has a form without more ado.
import { flowNodeJsonSchema, waysOf } from "@tandem/flows";
import type { FlowNode } from "@tandem/flows";

export type NodeField = {
  readonly name: string;
  /** json: what has no form of its own is written as JSON. */
  readonly kind:
    | "prompts"
    | "prompt"
    | "queue"
    | "person"
    | "calendar"
    | "flow"
    | "table"
    | "connector"
    | "choice"
    | "number"
    | "switch"
    | "text"
    | "long-text"
    | "pairs"
    | "skills"
    | "secret-pairs"
    | "questions"
    | "json";
  readonly required: boolean;
  /** Of a choice. */
  readonly options: readonly string[];
  /** Of a number. */
  readonly least?: number;
  readonly most?: number;
  readonly isWhole?: boolean;
  /** Of questions. */
  readonly limits?: QuestionLimits;
};

/** What the schema of questions says of them. */
export type QuestionLimits = {
  readonly most: number;
  readonly namePattern: string;
  readonly mostPrompts: number;
};

type Shape = Readonly<Record<string, unknown>>;

const asShape = (value: unknown): Shape =>
  typeof value === "object" && value !== null ? (value as Shape) : {};

const schemas = new Map<FlowNode["type"], Shape>();

/** Made once of each kind: it is asked for with each key that is typed. */
function schemaOf(type: FlowNode["type"]): Shape {
  const schema = schemas.get(type) ?? asShape(flowNodeJsonSchema(type));
  schemas.set(type, schema);
  return schema;
}

/** Pure: all that is set about a node of this kind but where its ways lead. */
export function fieldsOf(node: FlowNode): NodeField[] {
  const schema = schemaOf(node.type);
  const ways = new Set(waysOf(node).map(({ name }) => name.split(".")[0]));
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  return Object.entries(asShape(schema["properties"]))
    .filter(([name]) => name !== "type" && !ways.has(name))
    .map(([name, shape]) => ({ name, required: required.includes(name), ...fieldOf(name, asShape(shape)) }));
}

const byName: Readonly<Record<string, NodeField["kind"]>> = {
  queueId: "queue",
  agentId: "person",
  calendarId: "calendar",
  flowId: "flow",
  table: "table",
  connector: "connector",
  body: "long-text",
  text: "long-text",
  secretHeaders: "secret-pairs",
  skills: "skills",
};

function fieldOf(name: string, shape: Shape): Omit<NodeField, "name" | "required"> {
  const known = byName[name];
  if (known) return { kind: known, options: [] };
  const options = Array.isArray(shape["enum"]) ? shape["enum"].map(String) : [];
  if (options.length > 0) return { kind: "choice", options };
  switch (shape["type"]) {
    case "array": {
      const limits = questionLimits(shape);
      if (limits) return { kind: "questions", options, limits };
      return { kind: isPromptName(asShape(shape["items"])) ? "prompts" : "json", options };
    }
    case "number":
    case "integer":
      return {
        kind: "number",
        options,
        isWhole: shape["type"] === "integer",
        ...(typeof shape["minimum"] === "number" && { least: shape["minimum"] }),
        ...(typeof shape["maximum"] === "number" && { most: shape["maximum"] }),
      };
    case "object":
      return { kind: isText(asShape(shape["additionalProperties"])) ? "pairs" : "json", options };
    case "boolean":
      return { kind: "switch", options };
    case "string":
      return { kind: name.endsWith("Prompt") ? "prompt" : "text", options };
    default:
      return { kind: "json", options };
  }
}

function isText({ type }: Shape): boolean {
  return type === "string";
}

/** As node-shapes.ts has it. */
function isPromptName({ type, pattern }: Shape): boolean {
  return type === "string" && pattern === "^[a-z0-9-]{1,64}$";
}

/** Undefined: the list is none of names with prompts. */
function questionLimits(list: Shape): QuestionLimits | undefined {
  const parts = asShape(asShape(list["items"])["properties"]);
  const [name, asked] = [asShape(parts["name"]), asShape(parts["prompts"])];
  const [most, namePattern, mostPrompts] = [list["maxItems"], name["pattern"], asked["maxItems"]];
  if (typeof most !== "number" || typeof namePattern !== "string" || typeof mostPrompts !== "number")
    return undefined;
  return isPromptName(asShape(asked["items"])) ? { most, namePattern, mostPrompts } : undefined;
}
