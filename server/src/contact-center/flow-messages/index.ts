// Door of flow messages: what flows tell servers and write to people, kept until it is sent, and by which connectors.
export { MessageConnectors } from "./connectors.ts";
export type { StoredConnector } from "./connector-store.ts";
export { keptMessageFacts } from "./message-facts.ts";
export type { MessageFact } from "./message-facts.ts";
export { messageSender } from "./message-sender.ts";
export type { SendMessage } from "./message-sender.ts";
export { listMessages } from "./outbox-store.ts";
export { Outbox } from "./outbox.ts";
export type { Handing } from "./outbox.ts";
export { canReceive } from "./recipient.ts";
