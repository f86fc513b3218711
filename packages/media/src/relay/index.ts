// Door of the relay: the worker threads that move the packets.
export { splitPortRange } from "./port-pool.ts";
export type { PortRange } from "./port-pool.ts";
export { parseIpv4 } from "./datagram-io.ts";
export type { RelayCommand, RelayOutcome } from "./relay.ts";
export { RelayWorker } from "./relay-worker.ts";
export type { RelayWorkerListener } from "./relay-worker.ts";
export type { IoChoice, WorkerOptions } from "./worker-messages.ts";
