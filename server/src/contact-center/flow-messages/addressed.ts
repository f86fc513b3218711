// Whether what a flow hands over can be sent at all, and to whom: asked while the caller waits, so nothing is looked up elsewhere.
import type { FlowMessage } from "@tandem/flows";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { StoredConnector } from "./connector-store.ts";
import type { OutgoingKind, OutgoingMessage, RefusalReason } from "./outgoing-message.ts";
import { canReceive, shortened } from "./recipient.ts";

type Addressed = Pick<OutgoingMessage, "kind" | "connector" | "recipient" | "content">;

/** `of`: what it was to be; "message" where no connector says which. */
export type Unsendable = {
  readonly kind: Exclude<RefusalReason, "no-value" | "too-many">;
  readonly of: OutgoingKind | "message";
};

type OfCall = {
  readonly callId: string;
  readonly flowName: string;
  readonly node: string;
  readonly ani: string;
  readonly dnis: string;
};
type Knowing = { readonly now: number; readonly connectorOf: (name: string) => StoredConnector | undefined };

/** With all values in it: more than that is no message. */
const mostLetters = 16_384;
const withBody = new Set(["POST", "PUT", "PATCH"]);

/** Pure but for what it is handed. A webhook without a body of its own tells of the call. */
export function addressed(
  message: FlowMessage,
  call: OfCall,
  { now, connectorOf }: Knowing,
): Result<Addressed, Unsendable> {
  if (message.kind === "webhook") {
    const host = URL.parse(message.url)?.host;
    if (!host) return err({ kind: "no-address", of: "webhook" });
    const tells = message.body === undefined && withBody.has(message.method);
    const content = tells ? { ...message, body: tellingOf(call, now) } : message;
    return short({ kind: "webhook", connector: null, recipient: host, content });
  }
  const connector = connectorOf(message.connector);
  if (!connector) return err({ kind: "no-connector", of: "message" });
  const { kind, name } = connector;
  const to = canReceive(kind, message.to);
  if (to === undefined) return err({ kind: "no-recipient", of: kind });
  return short({ kind, connector: name, recipient: shortened(to), content: { ...message, to } });
}

function short(ready: Addressed): Result<Addressed, Unsendable> {
  const isLong = JSON.stringify(ready.content).length > mostLetters;
  return isLong ? err({ kind: "too-long", of: ready.kind }) : ok(ready);
}

function tellingOf({ callId, flowName, node, ani, dnis }: OfCall, now: number): string {
  const at = new Date(now).toISOString();
  return JSON.stringify({ call: callId, from: ani, to: dnis, flow: flowName, node, at });
}
