// One try to send a message: the connector and the secrets are put in now, and what came of it is told in a code.
import { connectorRequest } from "@tandem/flows";
import type { FlowMessage } from "@tandem/flows";
import type { Clock, TenantId } from "@tandem/kernel";
import type { Attempt } from "#platform/deliveries";
import { secretHeadersOf } from "#platform/vault";
import { CircuitBreakers } from "#platform/web-requests";
import type { SendRequest, WebRequestError } from "#platform/web-requests";
import type { MessageConnectors } from "./connectors.ts";

export type MessageSenderOptions = {
  readonly clock: Clock;
  readonly send: SendRequest;
  readonly secretOf: (tenantId: TenantId, name: string) => string | undefined;
  readonly connectors: Pick<MessageConnectors, "get">;
};

type Sending = {
  readonly tenantId: TenantId;
  readonly content: FlowMessage;
  /** The same in every try. */
  readonly key: string;
  readonly signal?: AbortSignal;
};

/** "resting": the server failed so often that it is left alone now; this was no try. */
export type SendMessage = (sending: Sending) => Promise<Attempt | "resting">;

const timeoutMs = 10_000;
/** Of the statuses that blame the request, those that somebody or time may cure: a wrong key, a server that has enough for now. */
const passingStatuses = new Set([401, 403, 408, 425, 429]);

/** Outcomes: `HTTP 503`, a code of the network, or a word of ours; never a secret, never an address. */
export function messageSender({ clock, send, secretOf, connectors }: MessageSenderOptions): SendMessage {
  /** By tenant and server: nobody's failures are another's. */
  const breakers = new CircuitBreakers();
  return async ({ tenantId, content, key, signal }) => {
    const request = requestOf(content, (name) => connectors.get(tenantId, name));
    if (!request) return final("no-connector");
    const secrets = secretHeadersOf(request.secretHeaders, (name) => secretOf(tenantId, name));
    // Somebody may set it before the tries are over.
    if (!secrets) return { delivered: false, outcome: "no-secret", isFinal: false };
    const origin = URL.parse(request.url)?.origin;
    if (origin === undefined) return final("no-address");
    const circuit = `${tenantId} ${origin}`;
    if (!breakers.mayTry(circuit, clock.now())) return "resting";
    const { method, url, body } = request;
    const answer = await send({
      method,
      url,
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...request.headers,
        ...secrets,
        "Idempotency-Key": key,
      },
      ...(body !== undefined && { body }),
      timeoutMs,
      mostBytes: 0,
      mostRedirects: 0,
      ...(signal && { signal }),
    });
    breakers.report(circuit, answer.ok ? answer.value.status < 500 : isOurs(answer.error), clock.now());
    if (answer.ok) return attemptOf(answer.value.status);
    const { kind, code } = answer.error;
    return {
      delivered: false,
      outcome: kind === "address-refused" ? kind : code,
      isFinal: isOurs(answer.error),
    };
  };
}

function requestOf(
  content: FlowMessage,
  connectorOf: (name: string) => ReturnType<MessageConnectors["get"]>,
): ReturnType<typeof connectorRequest> | undefined {
  if (content.kind === "webhook") return content;
  const connector = connectorOf(content.connector);
  return connector && connectorRequest(connector, content);
}

/** What says nothing of the server. */
function isOurs({ kind }: WebRequestError): boolean {
  return kind === "address-refused";
}

function attemptOf(status: number): Attempt {
  const outcome = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { delivered: true, outcome, isFinal: true };
  return { delivered: false, outcome, isFinal: status < 500 && !passingStatuses.has(status) };
}

function final(outcome: string): Attempt {
  return { delivered: false, outcome, isFinal: true };
}
