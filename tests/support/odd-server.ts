// A server that answers flows well and badly.
export { startOddServer } from "../../server/src/platform/web-requests/testing/index.ts";
