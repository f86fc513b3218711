// What is kept of a call and its legs, as JSON: enough for a later process to go on with them.
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";
import type { AgreedMedia, LocalEndpoint } from "@tandem/sdp";
import type { DialogSnapshot } from "@tandem/sip";
import type { DtmfSetting } from "./dtmf-setting.ts";
import type { LegState } from "./call-leg.ts";

/** JSON of `LegMedia`. It holds the leg's SRTP keys: without them no re-INVITE could be answered alike. */
export type LegMediaSnapshot = {
  readonly local: Omit<LocalEndpoint, "srtp" | "webrtc"> & Partial<Pick<LocalEndpoint, "webrtc">>;
  /** `material` in base64. */
  readonly srtp: { readonly policy: "none" | "optional" | "required"; readonly material: string } | undefined;
  readonly agreed: AgreedMedia | undefined;
  readonly version: number;
  /** Left out by earlier versions. */
  readonly dtmf?: { readonly setting: DtmfSetting; readonly usesInfo: boolean };
};

/** JSON of a leg that is up. */
export type LegSnapshot = {
  readonly legId: LegId;
  /** Media's id of it, when that is another. */
  readonly mediaLegId: LegId | undefined;
  readonly agentId: AgentId | undefined;
  readonly contactUri: string | undefined;
  readonly transport: "rtp" | "webrtc";
  readonly state: LegState;
  /** Its sound was lost, and its peer has not agreed yet on where it is now; left out otherwise. */
  readonly isLost?: boolean;
  readonly media: LegMediaSnapshot;
  readonly dialog: DialogSnapshot;
};

/** JSON of a call whose caller's leg is up, with the legs that are up as well. */
export type CallSnapshot = {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly ani: string;
  readonly dnis: string;
  readonly mediaCallId: CallId;
  readonly callerLegId: LegId;
  readonly legs: readonly LegSnapshot[];
};
