// Door of endpoints: people's phones, where they are and who they are.
export { Endpoints } from "./endpoint-service.ts";
export type { AuthenticationError, EndpointsOptions, RegisteredPhone } from "./endpoint-service.ts";
export { digestRealm } from "./identity.ts";
export type { CredentialSource, EndpointIdentity } from "./identity.ts";
export type { DeskPhone, DeskPhoneMake, Device, Provisioning } from "./device.ts";
export { DeviceDirectory } from "./device-directory.ts";
export { insertBrowser } from "./device-store.ts";
export { DeviceService } from "./device-service.ts";
export type {
  DeviceChange,
  DeviceError,
  DeviceSecret,
  DeviceServiceOptions,
  NewDevice,
} from "./device-service.ts";
export { hashSecret, matchesHash, sipSecretFrom } from "./device-secrets.ts";
