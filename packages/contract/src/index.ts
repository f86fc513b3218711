// Door of the contract: every shape that crosses between server, browsers and API clients.
import * as callsApi from "./calls-api.ts";
import * as configurationApi from "./configuration-api.ts";
import * as deskApi from "./desk-api.ts";
import type { Endpoint } from "./endpoint.ts";
import * as phoneApi from "./phone-api.ts";
import * as signInApi from "./sign-in-api.ts";
import * as systemApi from "./system-api.ts";

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
export type { Disposition } from "./desk-api.ts";
export type { Setup } from "./configuration-api.ts";
export type { SystemStatus } from "./system-api.ts";
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
  listCalls: callsApi.listCalls,
  getCall: callsApi.getCall,
  getRecordingAudio: callsApi.getRecordingAudio,
  getSetup: configurationApi.getSetup,
  getSystemStatus: systemApi.getSystemStatus,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
