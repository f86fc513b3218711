// Door of soft-phone: calls that the system places by itself.
export { TestCaller } from "./test-caller.ts";
export type { PlacedCall, TestCallError, TestCallerOptions, TestCallOptions } from "./test-caller.ts";
