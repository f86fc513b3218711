// Door of calls: live calls and their legs, by id; what happens to them comes as facts.
export { Calls } from "./call-service.ts";
export type { ArrivingCall, CallsOptions, DialOptions, DialOutOptions, LegCallId } from "./call.ts";
export type { DialogName, LegOfCall, TransferRequest } from "./leg-transfer.ts";
export { keptCallFacts } from "./call-facts.ts";
export type {
  CallEndCause,
  CallFact,
  CallParty,
  CallSignal,
  CallSource,
  LegStatistics,
} from "./call-facts.ts";
export type { DialTarget, LegInviteOptions } from "./leg-signalling.ts";
export type { DtmfSetting } from "./dtmf-setting.ts";
export { MediaLegNames } from "./media-leg-names.ts";
export { planRing } from "./ring-plan.ts";
export type {
  Confirmation,
  RingableDevice,
  RingAttempt,
  RingPlan,
  RingRound,
  RingStrategy,
  RingTarget,
  RungLeg,
} from "./ring-plan.ts";
export type { LegEndCause } from "./leg-causes.ts";
export type { LeftInvites } from "./kept-calls.ts";
export type { CallSnapshot, LegSnapshot } from "./leg-snapshot.ts";
export type { LegEnding } from "./leg-ending.ts";
export { LegMedia } from "./leg-media.ts";
export type { LegMediaOptions, MediaPort } from "./leg-media.ts";
