// Door of the typed HTTP client.
export { callEndpoint } from "./call-endpoint.ts";
export type { EndpointInput } from "./call-endpoint.ts";
export { ApiFailure, valueOrThrow } from "./api-failure.ts";
export { onSignedOut, problemFrom, requestOptions, requestUrl, sendRequest } from "./request.ts";
export type { Answer, ApiProblem } from "./request.ts";
