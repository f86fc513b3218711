// Door of the SIP stack: messages, transports, transactions, dialogs, digest, registration.
export { DigestAuthenticator, digestHa1 } from "./digest/index.ts";
export type { DigestAlgorithm, DigestChallenge, StoredCredentials } from "./digest/index.ts";
export {
  encodeUser,
  parseMessage,
  parseNameAddress,
  parseUri,
  sameUri,
  serializeMessage,
  SipRequest,
  SipResponse,
  writeNameAddress,
} from "./message/index.ts";
export type {
  HeaderList,
  MessageBody,
  NameAddress,
  SipMessage,
  SipUri,
  Unframeable,
} from "./message/index.ts";
export { Registrar } from "./registration/index.ts";
export type { Binding, RegistrarOptions, RegistrationLimits } from "./registration/index.ts";
export type {
  Destination,
  FlowKey,
  ListenError,
  OpenTransport,
  SipSource,
  SipTransport,
  Transport,
  TransportEvents,
} from "./transport/index.ts";
export { SipUserAgent } from "./user-agent/index.ts";
export type {
  AcceptError,
  Credentials,
  Dialog,
  DialogEnd,
  IncomingInvite,
  IncomingRequest,
  OutgoingInvite,
  OutgoingInviteError,
  OutgoingInviteOptions,
  OutgoingRequest,
  ReinviteError,
  RespondOptions,
  SendError,
  SipUserAgentOptions,
  SipUserAgentStats,
  TraceEntry,
} from "./user-agent/index.ts";
