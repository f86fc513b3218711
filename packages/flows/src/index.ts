// Door of flows: documents, what is wrong with them, and their pure interpreter; for the server and for pages.
export { flowDocumentJsonSchema, parseFlowDocument, readFlowDocument } from "./flow-document.ts";
export type { FlowDocument, FlowDocumentInput } from "./flow-document.ts";
export { findFlowProblems } from "./flow-problems.ts";
export type { FlowProblem, FlowSurroundings } from "./flow-problems.ts";
export { newFlowRun, stepFlow } from "./flow-interpreter.ts";
export type { FlowEffect, FlowInput, FlowState, RefusalCause } from "./flow-run.ts";
