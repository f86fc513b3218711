// What conditions and variables are written in: CEL, the Common Expression Language (google/cel-spec), without what can take long.
// A key counts each part of an expression once at most: there are no macros over lists and no regular expressions.
import { Environment } from "@marcbachmann/cel-js";
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Result } from "@tandem/kernel";

/** What a variable holds. */
export type VariableValue = string | number | boolean | null;
export type Variables = Readonly<Record<string, VariableValue>>;

/** What an expression may read of the call itself, as `call.from`. */
export type CallWords = { readonly from: string; readonly to: string; readonly language: string };

/** The message says what is wrong, for who writes it. */
export type ExpressionError = { readonly kind: "bad-expression"; readonly message: string };

export type Expression = {
  /** The variables that it reads, without `call`. */
  readonly reads: readonly string[];
  /** A variable that was never set is null. The error says what cannot be done with these values. */
  readonly evaluate: (
    variables: Variables,
    call: CallWords,
    response?: ReadableResponse,
  ) => Result<VariableValue, ExpressionError>;
};

/** What an expression may read of a server's answer, as `response.body.state`. The body is JSON, or a text. */
export type ResponseWords = { readonly status: number; readonly body: unknown };

/** The same as expressions read it. */
export type ReadableResponse = { readonly inCel: unknown };

/** Undefined when it is nested too deeply to be read. */
export function readableResponse(response: ResponseWords): ReadableResponse | undefined {
  try {
    return { inCel: toCel(response) };
  } catch {
    return undefined;
  }
}

export const longestExpression = 500;
/** Of a variable's text: a flow that goes round must not fill the memory. */
export const longestText = 1000;
const mostKept = 1000;

const functions = new Set(["int", "double", "string", "bool", "size", "has"]);
const methods = new Set([
  "contains",
  "startsWith",
  "endsWith",
  "size",
  "substring",
  "indexOf",
  "lastIndexOf",
  "lowerAscii",
  "upperAscii",
  "trim",
]);

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 200, maxDepth: 30, maxListElements: 50, maxMapEntries: 20, maxCallArguments: 8 },
});

const kept = new Map<string, Result<Expression, ExpressionError>>();

/** Reads an expression; the error says what is wrong with it. Pure: what was read once is kept. */
export function readExpression(text: string): Result<Expression, ExpressionError> {
  const known = kept.get(text);
  if (known) return known;
  const read = parse(text);
  if (kept.size >= mostKept) kept.clear();
  kept.set(text, read);
  return read;
}

function parse(text: string): Result<Expression, ExpressionError> {
  if (text.length > longestExpression)
    return refuse(`an expression has ${longestExpression} characters at most`);
  try {
    const program = environment.parse(text);
    const { names, refused } = look(program.ast);
    if (refused !== undefined) return refuse(`${refused}() is not available`);
    const reads = [...names].filter((name) => name !== "call");
    const evaluate: Expression["evaluate"] = (variables, call, response) => {
      const values = reads.map((name) => [name, toCel(valueOf(variables, name))] as const);
      const given = response && { response: response.inCel };
      try {
        return toVariable(program({ ...Object.fromEntries(values), call, ...given }));
      } catch (error) {
        return refuse(summaryOf(error));
      }
    };
    return { ok: true, value: { reads, evaluate } };
  } catch (error) {
    return refuse(summaryOf(error));
  }
}

/** The names that are read, and the first function that is none of ours. */
function look(ast: ASTNode): { names: Set<string>; refused: string | undefined } {
  const names = new Set<string>();
  let refused: string | undefined;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    if (value.op === "id") names.add(value.args);
    if (value.op === "call" && !functions.has(value.args[0])) refused ??= value.args[0];
    if (value.op === "rcall" && !methods.has(value.args[0])) refused ??= value.args[0];
    visit(value.args);
  };
  visit(ast);
  return { names, refused };
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

/** Null for what was never set, and for what every object has of its own accord. */
function valueOf(variables: Variables, name: string): VariableValue {
  return Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;
}

/** Whole numbers are CEL's ints, so that `count + 1` adds two of one kind. */
function toCel(value: unknown): unknown {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toCel(each)]));
}

function toVariable(value: unknown): Result<VariableValue, ExpressionError> {
  if (typeof value === "bigint") return toVariable(Number(value));
  if (typeof value === "string" && value.length > longestText)
    return refuse(`a text has ${longestText} characters at most`);
  if (typeof value === "number" && !Number.isFinite(value)) return refuse("this is no number");
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain
    ? { ok: true, value: value as VariableValue }
    : refuse("a variable holds a text, a number, true, false or null");
}

function refuse(message: string): { readonly ok: false; readonly error: ExpressionError } {
  return { ok: false, error: { kind: "bad-expression", message } };
}

/** The first line: the others draw where in the text. */
function summaryOf(error: unknown): string {
  const { message } = error as Error;
  return message.split("\n")[0] ?? message;
}
