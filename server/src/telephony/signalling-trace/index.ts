// Door of signalling-trace: the SIP messages of every call, kept, exported and forwarded.
export { HepForwarder } from "./hep-forwarder.ts";
export { firstLineOf } from "./message-head.ts";
export { writePcap } from "./pcap.ts";
export { SignallingTrace } from "./signalling-trace-service.ts";
export type { SignallingTraceOptions } from "./signalling-trace-service.ts";
export { repeats } from "./traced-call.ts";
export type { LegClaim, OwnAddress, TracedCall, TracedLeg, TracedMessage } from "./traced-call.ts";
