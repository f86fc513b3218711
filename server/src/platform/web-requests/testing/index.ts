// Door of testing: a server that answers well and badly.
export { startOddServer } from "./odd-server.ts";
export type { OddServer } from "./odd-server.ts";
