// Serves the contract's endpoints: reads and checks the request, finds out who asks and whether they may,
// calls the handler, and turns what it says into a response.
import { bytesOf, endpoints } from "@tandem/contract";
import type { Access, Endpoint } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { Context, Hono } from "hono";
import type { z } from "zod";
import { DatabaseUnavailable } from "#platform/database";
import { allows } from "#platform/identity";
import type { Action } from "#platform/identity";
import type { Logger } from "#platform/logging";
import type { Person } from "./person.ts";
import { problemResponse } from "./problems.ts";
import type { Failure } from "./problems.ts";

/** What a handler is given; nobody may be behind a public request, nor behind one that the operator sent. */
export type ApiRequest<E extends Endpoint> = {
  readonly params: z.output<E["params"]>;
  readonly query: z.output<E["query"]>;
  readonly body: z.output<E["body"]>;
  readonly person: E["access"] extends "public" | "operator" | "system.read" ? Person | undefined : Person;
  /** Address the request comes from. */
  readonly source: string;
  /** Over HTTPS. */
  readonly isSecure: boolean;
  readonly headers: Headers;
  /** Aborted when whoever asked is gone before the answer. */
  readonly signal: AbortSignal;
};

/** A handler answers a value of the contract's shape, a failure, or a whole response (sound, cookies). */
export type Handler<E extends Endpoint> = (
  request: ApiRequest<E>,
) => Promise<Result<z.input<E["response"]>, Failure> | Response>;

export type RouterOptions = {
  readonly app: Hono;
  readonly log: Logger;
  readonly whoIs: (headers: Headers) => Promise<Person | undefined>;
  /** True for the operator of this machine, who is no person of any tenant and may read the system's state. */
  readonly isOperator: (headers: Headers) => boolean;
  readonly sourceOf: (context: Context) => string;
  readonly isSecure: (context: Context) => boolean;
};

/** What a person may do in general; whose calls they may see is decided by the handler. */
const actionOf: Readonly<Record<Exclude<Access, "public" | "signed-in" | "operator">, Action>> = {
  "desk.use": "desk.use",
  "calls.read": "calls.read.own",
  "calls.tap": "calls.tap",
  "recordings.play": "recordings.play.own",
  "recordings.pause": "recordings.pause",
  "recordings.delete": "recordings.delete",
  "floor.watch": "floor.watch",
  "floor.limits": "floor.limits",
  "calls.supervise": "calls.supervise",
  "reports.read": "reports.read",
  "configuration.read": "configuration.read",
  "configuration.write": "configuration.write",
  "system.read": "system.read",
  "system.write": "system.write",
};

/** Well above a flow of 500 nodes with its tests. */
const longestJsonBytes = 4 * 1024 * 1024;

export class Router {
  readonly #options: RouterOptions;
  readonly #served = new Set<Endpoint>();

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  add<const E extends Endpoint>(endpoint: E, handler: Handler<E>): void {
    this.#served.add(endpoint);
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1");
    this.#options.app.on(endpoint.method, path, (context) => this.#serve(endpoint, handler, context));
  }

  /** Names of the contract's endpoints that nobody serves. */
  missing(): string[] {
    return Object.entries(endpoints).flatMap(([name, endpoint]) =>
      this.#served.has(endpoint) ? [] : [name],
    );
  }

  async #serve<E extends Endpoint>(endpoint: E, handler: Handler<E>, context: Context): Promise<Response> {
    try {
      const request = await this.#read(endpoint, context);
      if (!request.ok) return problemResponse(request.error);
      const answer = await handler(request.value);
      if (answer instanceof Response) return answer;
      return answer.ok ? Response.json(answer.value) : problemResponse(answer.error);
    } catch (error) {
      if (error instanceof DatabaseUnavailable) {
        return problemResponse({ kind: "database-unavailable", retryAfterSeconds: 5 });
      }
      this.#options.log.error({ err: error, method: endpoint.method, path: endpoint.path }, "request failed");
      return problemResponse({ kind: "internal" });
    }
  }

  async #read<E extends Endpoint>(endpoint: E, context: Context): Promise<Result<ApiRequest<E>, Failure>> {
    const { headers } = context.req.raw;
    // A foreign page cannot set this header without our leave (Fetch standard, CORS), so the cookie alone is not enough.
    if (endpoint.method !== "GET" && headers.get("X-Tandem") !== "1") return err({ kind: "not-our-page" });
    const person = await this.#admit(endpoint.access, headers);
    if (!person.ok) return person;
    const params = check("path", endpoint.params, context.req.param());
    if (!params.ok) return params;
    const query = check("query", endpoint.query, context.req.query());
    if (!query.ok) return query;
    const content = endpoint.method === "GET" ? ok({}) : await bodyOf(context, endpoint);
    if (!content.ok) return content;
    const body = check("body", endpoint.body, content.value);
    if (!body.ok) return body;
    return ok({
      params: params.value,
      query: query.value,
      body: body.value,
      person: person.value,
      source: this.#options.sourceOf(context),
      isSecure: this.#options.isSecure(context),
      headers,
      // Made when it is asked for: most handlers answer at once.
      get signal() {
        return context.req.raw.signal;
      },
    } as ApiRequest<E>);
  }

  async #admit(access: Access, headers: Headers): Promise<Result<Person | undefined, Failure>> {
    if (access === "public") return ok(undefined);
    const isForOperator = access === "system.read" || access === "operator";
    if (isForOperator && this.#options.isOperator(headers)) return ok(undefined);
    const person = await this.#options.whoIs(headers);
    if (!person) return err({ kind: "signed-out" });
    if (access === "operator") return err({ kind: "forbidden" });
    if (access !== "signed-in" && !allows(person.user.role, actionOf[access]))
      return err({ kind: "forbidden" });
    return ok(person);
  }
}

/** Bytes where the endpoint takes a file, what the JSON says otherwise; undefined where it is none. */
async function bodyOf(context: Context, endpoint: Endpoint): Promise<Result<unknown, Failure>> {
  const file = bytesOf(endpoint.body);
  const bytes = await readBody(context.req.raw, file?.mostBytes ?? longestJsonBytes);
  if (!bytes.ok || file) return bytes;
  const text = bytes.value.toString("utf8");
  if (text === "") return ok({});
  try {
    return ok(JSON.parse(text));
  } catch {
    return ok(undefined);
  }
}

async function readBody(request: Request, mostBytes: number): Promise<Result<Buffer, Failure>> {
  const chunks: Uint8Array[] = [];
  let length = Number(request.headers.get("Content-Length") ?? 0);
  if (length > mostBytes) return err(tooLarge(mostBytes));
  length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) return err(tooLarge(mostBytes));
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

function tooLarge(mostBytes: number): Failure {
  return { kind: "too-large", message: `this is larger than ${mostBytes} bytes` };
}

function check<S extends z.ZodType>(part: string, schema: S, value: unknown): Result<z.output<S>, Failure> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const field = [part, ...(issue?.path ?? [])].join(".");
  return err({ kind: "invalid-request", message: `${field}: ${issue?.message ?? "wrong"}`, field });
}
