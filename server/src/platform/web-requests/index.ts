// Door of web-requests: what the node asks of servers that tenants name.
export { addressGuard } from "./address-guard.ts";
export { CircuitBreakers } from "./circuit-breakers.ts";
export { failureOf, guardedLookup, mayBeAsked, webRequester } from "./web-request.ts";
export type { SendRequest, WebRequest, WebRequestError, WebResponse } from "./web-request.ts";
