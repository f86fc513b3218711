// Sends one HTTP request to our own server and turns every outcome into a value.

/** Why a request did not work. `kind` is the server's, or one of `unreachable` and `unexpected-answer`. */
export type ApiProblem = {
  readonly kind: string;
  readonly message: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly field?: string;
  /** Why settings are refused, as a stable word. */
  readonly reason?: string;
  /** The name of what it is about. */
  readonly subject?: string;
};

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ApiProblem };

/** What fits into a URL. */
export type UrlValues = Readonly<Record<string, string | number | boolean | undefined>>;

export type ApiRequest = {
  readonly method: string;
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly params?: UrlValues;
  readonly query?: UrlValues;
  readonly body?: unknown;
};

const signedOutListeners = new Set<() => void>();

/** Hears that the server no longer knows us. The returned function ends the subscription. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => void signedOutListeners.delete(listener);
}

/** The path with its parameters and query filled in; absent query values are left out. */
export function requestUrl(request: ApiRequest): string {
  const path = request.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(request.params?.[name] ?? "")),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

/** `fetch` options: a JSON body or a file, and the mark that the server asks of every request that changes something. */
export function requestOptions(request: ApiRequest): RequestInit {
  const changes = request.method !== "GET";
  return {
    method: request.method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      ...(changes ? { "content-type": contentTypeOf(request.body), "x-tandem": "1" } : {}),
    },
    ...(changes ? { body: contentOf(request.body) } : {}),
  };
}

function contentTypeOf(body: unknown): string {
  return body instanceof Uint8Array ? "application/octet-stream" : "application/json";
}

/** A file as it is, all else as JSON. */
function contentOf(body: unknown): BodyInit {
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body ?? {});
}

/** The server's problem, or one made from the status when the body is not one. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const given = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const more = Object.fromEntries(
    (["field", "reason", "subject"] as const).flatMap((name) =>
      typeof given[name] === "string" ? [[name, given[name]]] : [],
    ),
  );
  return {
    kind: typeof given["kind"] === "string" ? given["kind"] : "unexpected-answer",
    message: typeof given["message"] === "string" ? given["message"] : `HTTP ${status}`,
    status,
    ...more,
  };
}

/** Sends and reads JSON. Never throws: no network is the problem `unreachable`. */
export async function sendRequest(
  request: ApiRequest,
  fetcher: typeof fetch = fetch,
): Promise<Answer<unknown>> {
  let status = 0;
  try {
    const response = await fetcher(requestUrl(request), requestOptions(request));
    status = response.status;
    const text = await response.text();
    const body: unknown = text === "" ? {} : JSON.parse(text);
    if (response.ok) return { ok: true, value: body };
    if (status === 401) for (const listener of signedOutListeners) listener();
    return { ok: false, problem: problemFrom(status, body) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = status === 0 ? "unreachable" : "unexpected-answer";
    return { ok: false, problem: { kind, message, status } };
  }
}
