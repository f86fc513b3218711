// Door of transfers: how a live call is handed to somebody else.
export { contactOf } from "./attended-transfer.ts";
export { Transfers } from "./transfer-service.ts";
export type { OutsideCall, TransfersOptions } from "./transfer-service.ts";
export { keptTransferFacts } from "./transfer-facts.ts";
export type { ReturnedTo, TransferFact, TransferFailure, TransferMode } from "./transfer-facts.ts";
