// Door of the SIP stack: messages, transports, transactions, dialogs, digest, registration.
export { DigestAuthenticator, digestHa1 } from "./digest/index.ts";
export type { DigestAlgorithm, DigestChallenge, StoredCredentials } from "./digest/index.ts";
export {
  encodeUser,
  parseDtmfInfo,
  parseMessage,
  parseNameAddress,
  parseReason,
  parseUri,
  sameUri,
  serializeMessage,
  SipRequest,
  SipResponse,
  userToUserOf,
  writeNameAddress,
  writeReason,
} from "./message/index.ts";
export type {
  DtmfKey,
  HeaderList,
  MessageBody,
  NameAddress,
  Reason,
  ReferTarget,
  Replaces,
  SipMessage,
  SipUri,
  Unframeable,
  UserToUser,
} from "./message/index.ts";
export { Registrar } from "./registration/index.ts";
export type { Binding, RegistrarOptions, RegistrationLimits } from "./registration/index.ts";
export type { Dns, Target } from "./location/index.ts";
export { isWebSocket } from "./transport/index.ts";
export type {
  Destination,
  FlowKey,
  ListenError,
  OpenTransport,
  SipSource,
  SipTarget,
  SipTransport,
  SocketLimits,
  TlsCredentials,
  TlsTrust,
  Transport,
  TransportEvents,
  WebSocketPeer,
} from "./transport/index.ts";
export { replacesOf, SipUserAgent } from "./user-agent/index.ts";
export type {
  AcceptError,
  Credentials,
  Dialog,
  DialogEnd,
  DialogSnapshot,
  IncomingInvite,
  IncomingRefer,
  IncomingRequest,
  IncomingSubscription,
  InviteProgress,
  LeftArrival,
  LeftInvite,
  OutgoingInvite,
  OutgoingInviteError,
  OutgoingInviteOptions,
  OutgoingRequest,
  ReferError,
  ReferNotifier,
  ReferOptions,
  ReferOutcome,
  ReferResult,
  ReinviteError,
  RespondOptions,
  SendError,
  SessionTimerOptions,
  SipUserAgentOptions,
  SipUserAgentStats,
  SubscriptionEnd,
  TerminationReason,
  TraceEntry,
} from "./user-agent/index.ts";
