// Door of the contract: every shape that crosses between server, browsers and API clients.
import * as callsApi from "./calls-api.ts";
import * as configurationApi from "./configuration-api.ts";
import * as deskApi from "./desk-api.ts";
import * as devicesApi from "./devices-api.ts";
import type { Endpoint } from "./endpoint.ts";
import * as ladderApi from "./ladder-api.ts";
import * as numbersApi from "./numbers-api.ts";
import * as phoneApi from "./phone-api.ts";
import * as securityApi from "./security-api.ts";
import * as signInApi from "./sign-in-api.ts";
import * as systemApi from "./system-api.ts";
import * as trunksApi from "./trunks-api.ts";

export { problemSchema } from "./endpoint.ts";
export type { Access, Endpoint, Problem } from "./endpoint.ts";
export type { AwayReason, Locale, Presence, Role, WorkState } from "./shapes.ts";
export type { Me } from "./sign-in-api.ts";
export type { PhoneCredential } from "./phone-api.ts";
export type {
  CallDetail,
  CallLegRecord,
  CallSummary,
  EndCause,
  RecordingRecord,
  TimelineEntry,
} from "./calls-api.ts";
export type { Colleague, Disposition } from "./desk-api.ts";
export type { Ladder, LadderMessage, LadderParty } from "./ladder-api.ts";
export type { Setup } from "./configuration-api.ts";
export type {
  Ban,
  BanReason,
  DiallingLimits,
  DiallingView,
  NodeSecurity,
  NodeSecurityFact,
  Offence,
  TenantSecurityFact,
} from "./security-api.ts";
export type { CertificateStatus, SystemStatus } from "./system-api.ts";
export { trunkSettingsSchema } from "./trunks-api.ts";
export type { CallLimits, NumberView } from "./numbers-api.ts";
export type { NumberFormat, TrunkInput, TrunkLive, TrunkState, TrunkView } from "./trunks-api.ts";
export type {
  DeskPhoneMake,
  DeviceKind,
  DeviceSecret,
  DeviceView,
  PersonDevices,
  RingStrategy,
} from "./devices-api.ts";
export { liveMessageSchema, liveStateSchema } from "./live-api.ts";
export type {
  AgentLive,
  CallLive,
  DeskContact,
  DeskLive,
  LiveChange,
  LiveMessage,
  LiveState,
  QueueLive,
} from "./live-api.ts";

/** Every endpoint by name; the OpenAPI document lists them in this order. */
export const endpoints = {
  signIn: signInApi.signIn,
  signInByLink: signInApi.signInByLink,
  signOut: signInApi.signOut,
  getMe: signInApi.getMe,
  updateMe: signInApi.updateMe,
  createPhoneCredential: phoneApi.createPhoneCredential,
  createVisitorCall: phoneApi.createVisitorCall,
  setPresence: deskApi.setPresence,
  finishWrapUp: deskApi.finishWrapUp,
  extendWrapUp: deskApi.extendWrapUp,
  listDispositions: deskApi.listDispositions,
  placeTestCall: deskApi.placeTestCall,
  listColleagues: deskApi.listColleagues,
  listCalls: callsApi.listCalls,
  getCall: callsApi.getCall,
  getRecordingAudio: callsApi.getRecordingAudio,
  getSignalling: ladderApi.getSignalling,
  getSignallingCapture: ladderApi.getSignallingCapture,
  getSetup: configurationApi.getSetup,
  listTrunks: trunksApi.listTrunks,
  createTrunk: trunksApi.createTrunk,
  updateTrunk: trunksApi.updateTrunk,
  deleteTrunk: trunksApi.deleteTrunk,
  checkTrunk: trunksApi.checkTrunk,
  placeTrunkTestCall: trunksApi.placeTrunkTestCall,
  listNumbers: numbersApi.listNumbers,
  createNumber: numbersApi.createNumber,
  updateNumber: numbersApi.updateNumber,
  deleteNumber: numbersApi.deleteNumber,
  getCallLimits: numbersApi.getCallLimits,
  setCallLimits: numbersApi.setCallLimits,
  listDevices: devicesApi.listDevices,
  createDevice: devicesApi.createDevice,
  updateDevice: devicesApi.updateDevice,
  deleteDevice: devicesApi.deleteDevice,
  renewDeviceSecret: devicesApi.renewDeviceSecret,
  openProvisioning: devicesApi.openProvisioning,
  setRing: devicesApi.setRing,
  getProvisioningFile: devicesApi.getProvisioningFile,
  getNodeSecurity: securityApi.getNodeSecurity,
  createBan: securityApi.createBan,
  deleteBan: securityApi.deleteBan,
  listSecurityFacts: securityApi.listSecurityFacts,
  getDiallingLimits: securityApi.getDiallingLimits,
  setDiallingLimits: securityApi.setDiallingLimits,
  getSystemStatus: systemApi.getSystemStatus,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
