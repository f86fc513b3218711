// Door of transaction/: client and server transactions over a transport.
export type { ClientTransaction } from "./client-transaction.ts";
export type { Arrival, ServerTransaction } from "./server-transaction.ts";
export { NamedTimers } from "./named-timers.ts";
export { giveUpMs, t1Ms, t2Ms } from "./timers.ts";
export { newTag, TransactionLayer } from "./transaction-layer.ts";
