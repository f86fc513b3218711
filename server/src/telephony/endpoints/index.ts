// Door of endpoints: people's phones, where they are and who they are.
export { Endpoints } from "./endpoint-service.ts";
export type { AgentAddress, AuthenticationError, EndpointsOptions } from "./endpoint-service.ts";
export { digestRealm } from "./identity.ts";
export type { CredentialSource, EndpointIdentity } from "./identity.ts";
