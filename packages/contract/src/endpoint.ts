// What one HTTP endpoint is: its method, path, shapes and who may call it. The server, the browsers
// and the OpenAPI document all read the same definitions.
import { z } from "zod";

/** What a person must be allowed to do to call an endpoint; "public" needs no sign-in. */
export type Access =
  | "public"
  | "signed-in"
  | "desk.use"
  | "calls.read"
  | "calls.tap"
  | "recordings.play"
  | "recordings.pause"
  | "recordings.delete"
  | "floor.watch"
  | "floor.limits"
  | "calls.supervise"
  | "reports.read"
  | "configuration.read"
  | "configuration.write"
  | "system.read"
  | "system.write"
  /** The operator of the node's machine alone, by the token of its notice. */
  | "operator";

export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{name}` for path parameters, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly tag:
    | "sign-in"
    | "desk"
    | "calls"
    | "recordings"
    | "floor"
    | "reports"
    | "configuration"
    | "phone"
    | "system";
  readonly access: Access;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly response: Response;
};

const nothing = z.object({});
type Nothing = typeof nothing;

type EndpointInput<P, Q, B, R> = Omit<Endpoint, "params" | "query" | "body" | "response"> & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
};

/** Fills in the parts an endpoint does not use with the empty object. */
export function defineEndpoint<
  R extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(input: EndpointInput<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return {
    ...input,
    params: (input.params ?? nothing) as P,
    query: (input.query ?? nothing) as Q,
    body: (input.body ?? nothing) as B,
  };
}

/** A body that is a file of one of these types, at most so many bytes long, instead of JSON. */
export function bytesBody(contentTypes: readonly string[], mostBytes: number) {
  return z.instanceof(Uint8Array<ArrayBufferLike>).meta({ contentTypes, mostBytes });
}

type BytesBody = { readonly contentTypes: readonly string[]; readonly mostBytes: number };

/** Undefined: the body is JSON. */
export function bytesOf(body: z.ZodType): BytesBody | undefined {
  const { contentTypes, mostBytes } = (body.meta() ?? {}) as Partial<BytesBody>;
  return contentTypes && mostBytes !== undefined ? { contentTypes, mostBytes } : undefined;
}

/** The body of every answer that is not 2xx. `kind` is stable; `message` is for people, in English. */
export const problemSchema = z.object({
  kind: z.string().meta({ example: "not-found" }),
  message: z.string(),
  /** Which field of the request is wrong, as a path such as `body.name`. */
  field: z.string().optional(),
  /** Why it is refused, as a stable word that pages have texts for. */
  reason: z.string().optional(),
  /** The name of what it is about. */
  subject: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Marks where a value may be kept and who may see it: placement, masking and retention follow the class. */
export const personal = { dataClass: "personal" } as const;
