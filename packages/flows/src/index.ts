// Door of flows: documents, what is wrong with them, and their pure interpreter; for the server and for pages.
export {
  flowDocumentJsonSchema,
  flowNodeJsonSchema,
  parseFlowDocument,
  readFlowDocument,
  readFlowNode,
  waysOf,
} from "./flow-document.ts";
export { nodeTypes } from "./nodes/index.ts";
export type { FlowNode } from "./nodes/index.ts";
export type { Need, Way } from "./node-kind.ts";
export { nowhere } from "./node-shapes.ts";
export type { FlowLanguage } from "./node-shapes.ts";
export type { FlowDocument, FlowDocumentInput } from "./flow-document.ts";
export { findFlowProblems, needsOf } from "./flow-problems.ts";
export type { FlowProblem, FlowSurroundings } from "./flow-problems.ts";
export { connectorRequest, readConnector } from "./message-connector.ts";
export type { ConnectorInput, MessageConnector, MessageWords } from "./message-connector.ts";
export { newFlowRun, stepFlow } from "./flow-interpreter.ts";
export type { FlowEffect, FlowInput, FlowMessage, FlowRequest, FlowState, RefusalCause } from "./flow-run.ts";
export {
  failedTests,
  movesOf,
  moveTrial,
  startTrial,
  takesKeys,
  takesResponse,
  takesReturn,
  takesRow,
  takesSpeech,
  triedNumbers,
} from "./flow-trial.ts";
export type { FlowTrial, TrialLine } from "./flow-trial.ts";
export type { TriedAnswer, TriedValues, TriedCall } from "./trial-moves.ts";
