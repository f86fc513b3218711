// One call on its way through a flow, and what of it outlives the process.
import type { FlowDocument, FlowEffect, FlowState } from "@tandem/flows";
import type { CallId, FlowId, LegId, TenantId } from "@tandem/kernel";
import type { SurveySubject } from "#contact-center/surveys";
import type { PromptLanguage } from "#telephony/prompts";
import type { FlowRecord } from "./flow-store.ts";

export type PublishedFlow = Omit<FlowRecord, "document"> & { readonly document: FlowDocument };

/** A call that is to go through a flow. */
export type FlowEntry = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** A queue's id leads straight into it. */
  readonly flowId: FlowId;
  readonly ani: string;
  readonly dnis: string;
  /** In which a queue's own flow speaks; that of the flow before, when left out. */
  readonly language?: PromptLanguage;
  /** Of who is called back: since when they wait. */
  readonly calledBackSince?: number;
};

/** What callers hear. */
export type SoundEffect = Extract<FlowEffect, { kind: "play" | "say" }>;

export type FlowRun = {
  /** Of this way through the flow, also over a restart; left out in runs of before it was kept. */
  readonly id?: string;
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly callerLegId: LegId;
  flow: PublishedFlow;
  /** The flows that led into this one, the first one first, each where it waits for the end of the next. */
  callers: readonly WaitingFlow[];
  readonly ani: string;
  readonly dnis: string;
  readonly calledBackSince?: number;
  state: FlowState;
  /** What the caller can hear of us before the answer. */
  earlySound: "not-asked" | "awaited" | "heard" | "impossible";
  /** What is to be heard as soon as anything can be. */
  awaitsSound: SoundEffect | undefined;
  playback: { readonly id: string; readonly wait: number } | undefined;
  cancelTimer: (() => void) | undefined;
  /** What `cancelTimer` cancels: the wait it is for, and when it is due (epoch ms). */
  timer: { readonly wait: number; readonly at: number } | undefined;
  /** Gives up what a server was asked. */
  cancelRequest?: (() => void) | undefined;
  /** The wait in which the caller began to be listened to, and how that is ended. */
  listening?: { readonly wait: number; readonly stop: () => void } | undefined;
  /** An agent spoke with the caller: the call was completed, whatever the flow says afterwards. */
  served: boolean;
  /** By whom last; left out while nobody did. */
  servedBy?: SurveySubject | undefined;
};

type WaitingFlow = { readonly flow: PublishedFlow; readonly state: FlowState };

/** `document`: only when another version was published meanwhile. */
export type KeptFlow = Pick<PublishedFlow, "id" | "version"> & { readonly document?: PublishedFlow };

/** JSON of the run of a call. */
export type FlowRunSnapshot = Omit<
  FlowRun,
  "flow" | "callers" | "cancelTimer" | "cancelRequest" | "listening"
> & {
  readonly flow: KeptFlow;
  /** Left out by earlier versions, where no flow led into another. */
  readonly callers?: readonly { readonly flow: KeptFlow; readonly state: FlowState }[];
};
