// Carries out what flows ask of servers: with secrets put in, tried again where that is safe, and in time, whatever the server does.
import type { FlowRequest } from "@tandem/flows";
import type { Clock, Result, TenantId } from "@tandem/kernel";
import { secretHeadersOf } from "#platform/vault";
import { CircuitBreakers } from "#platform/web-requests";
import type { SendRequest, WebRequest, WebRequestError, WebResponse } from "#platform/web-requests";

export type FlowRequestsOptions = {
  readonly clock: Clock;
  readonly send: SendRequest;
  readonly secretOf: (tenantId: TenantId, name: string) => string | undefined;
};

/** `status` is null when there was no answer; `failure` is for people: never a secret, never an address. */
export type RequestOutcome = {
  readonly status: number | null;
  readonly failure: string | null;
  /** JSON where the server says that it is, a text otherwise. Left out with a failure. */
  readonly body?: unknown;
};

type Asked = {
  readonly tenantId: TenantId;
  readonly request: FlowRequest;
  /** The same in every try, also after a restart: who keeps it does nothing twice. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
};

type Answer = Result<WebResponse, WebRequestError>;

/** An answer's values are kept in variables: more than that is a download. */
const mostBytes = 64 * 1024;
const mostRedirects = 3;
const gapMs = 250;
/** RFC 9110 §9.2.2: doing it twice is doing it once. */
const idempotentMethods = new Set(["GET", "PUT", "DELETE"]);
const passingStatuses = new Set([429, 502, 503, 504]);

export class FlowRequests {
  readonly #options: FlowRequestsOptions;
  /** By tenant and server: nobody's failures are another's. */
  readonly #breakers = new CircuitBreakers();

  constructor(options: FlowRequestsOptions) {
    this.#options = options;
  }

  /** Answers within the request's time, always. */
  async ask(asked: Asked): Promise<RequestOutcome> {
    const { clock } = this.#options;
    const { tenantId, request } = asked;
    const circuit = `${tenantId} ${new URL(request.url).origin}`;
    const sent = this.#sent(asked);
    if (sent === undefined) return failed("a secret is missing");
    if (!this.#breakers.mayTry(circuit, clock.now())) return failed("left alone after many failures");
    const answer = await this.#tries(sent, request);
    this.#breakers.report(circuit, answer.ok ? answer.value.status < 500 : isOurs(answer.error), clock.now());
    return answer.ok ? outcomeOf(answer.value) : failed(answer.error.code);
  }

  async #tries(sent: WebRequest, { timeoutSeconds, retries, method }: FlowRequest): Promise<Answer> {
    const { clock, send } = this.#options;
    const until = clock.now() + timeoutSeconds * 1000;
    let answer: Answer = { ok: false, error: { kind: "timeout", code: "timeout" } };
    for (let tried = 0; tried <= retries; tried++) {
      const timeoutMs = Math.max(1, until - clock.now());
      answer = await send({ ...sent, timeoutMs });
      const isLast = tried === retries || clock.now() + gapMs >= until;
      if (isLast || !isWorthAnother(answer, method)) return answer;
      await new Promise<void>((resolve) => clock.after(gapMs, resolve));
    }
    return answer;
  }

  #sent({ tenantId, request, idempotencyKey, signal }: Asked): WebRequest | undefined {
    const secrets = secretHeadersOf(request.secretHeaders, (name) => this.#options.secretOf(tenantId, name));
    if (!secrets) return undefined;
    const { method, url, body } = request;
    const headers = {
      Accept: "application/json",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...request.headers,
      ...secrets,
      "Idempotency-Key": idempotencyKey,
    };
    const limits = { timeoutMs: 0, mostBytes, mostRedirects, signal };
    return { method, url, headers, ...limits, ...(body !== undefined && { body }) };
  }
}

/** What says nothing of the server. */
function isOurs({ kind }: WebRequestError): boolean {
  return kind === "address-refused" || kind === "redirects" || kind === "too-large";
}

/** What nobody has received may be sent again, whatever it is. */
function isWorthAnother(answer: Answer, method: string): boolean {
  if (!answer.ok && answer.error.kind === "unreachable") return true;
  if (!idempotentMethods.has(method)) return false;
  return answer.ok ? passingStatuses.has(answer.value.status) : answer.error.kind === "broken";
}

function failed(failure: string): RequestOutcome {
  return { status: null, failure };
}

function outcomeOf({ status, contentType, body }: WebResponse): RequestOutcome {
  const text = body.toString("utf8");
  if (!/^application\/(?:json|[^;]*\+json)$/.test(contentType) || text === "")
    return { status, failure: null, body: text };
  try {
    return { status, failure: null, body: JSON.parse(text) as unknown };
  } catch {
    return { status, failure: "says JSON, and is none" };
  }
}
