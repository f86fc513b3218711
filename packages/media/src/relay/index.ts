// Door of the relay: the worker threads that move the packets.
export { familyOf, parseAddress } from "./ip-address.ts";
export type { AddressFamily } from "./ip-address.ts";
export type { RelayCommand, RelayOutcome } from "./relay.ts";
export { RelayWorker } from "./relay-worker.ts";
export type { RelayWorkerListener } from "./relay-worker.ts";
export type { IoChoice, WorkerOptions } from "./worker-messages.ts";
