// Every fact and signal of this node, and which of them are kept for ever.
import { keptAgentFacts } from "#contact-center/agents";
import type { AgentFact, AgentSignal } from "#contact-center/agents";
import { keptCallbackFacts } from "#contact-center/callbacks";
import type { CallbackFact } from "#contact-center/callbacks";
import { keptMessageFacts } from "#contact-center/flow-messages";
import type { MessageFact } from "#contact-center/flow-messages";
import { keptFlowFacts } from "#contact-center/flows";
import type { FlowFact } from "#contact-center/flows";
import { keptMetricsFacts } from "#contact-center/metrics";
import type { MetricsFact } from "#contact-center/metrics";
import { keptOverflowFacts } from "#contact-center/overflow";
import type { OverflowFact } from "#contact-center/overflow";
import { keptOutboundFacts } from "#contact-center/outbound";
import type { OutboundFact } from "#contact-center/outbound";
import { keptParkingFacts } from "#contact-center/parking";
import type { ParkingFact } from "#contact-center/parking";
import { keptQueueFacts } from "#contact-center/queues";
import type { QueueFact } from "#contact-center/queues";
import { keptSupervisionFacts } from "#contact-center/supervision";
import type { SupervisionFact } from "#contact-center/supervision";
import { keptSurveyFacts } from "#contact-center/surveys";
import type { SurveyFact } from "#contact-center/surveys";
import { keptTransferFacts } from "#contact-center/transfers";
import type { TransferFact } from "#contact-center/transfers";
import { keptVoicemailFacts } from "#contact-center/voicemail";
import type { VoicemailFact } from "#contact-center/voicemail";
import { keptAudioTapFacts } from "#telephony/audio-taps";
import type { AudioTapFact } from "#telephony/audio-taps";
import { keptBridgeFacts } from "#telephony/bridges";
import type { BridgeFact } from "#telephony/bridges";
import { keptCallFacts } from "#telephony/calls";
import type { CallFact, CallSignal } from "#telephony/calls";
import { keptRecordingFacts } from "#telephony/recordings";
import type { RecordingFact } from "#telephony/recordings";
import { keptTrunkFacts } from "#telephony/trunks";
import type { TrunkFact, TrunkSignal } from "#telephony/trunks";
import { keptVoiceQualityFacts } from "#telephony/voice-quality";
import type { VoiceQualityFact } from "#telephony/voice-quality";

export type AnyFact =
  | CallFact
  | CallSignal
  | BridgeFact
  | RecordingFact
  | AudioTapFact
  | VoiceQualityFact
  | TrunkFact
  | TrunkSignal
  | FlowFact
  | MessageFact
  | QueueFact
  | SurveyFact
  | VoicemailFact
  | OverflowFact
  | CallbackFact
  | TransferFact
  | OutboundFact
  | ParkingFact
  | SupervisionFact
  | AgentFact
  | AgentSignal
  | MetricsFact;

export const keptFacts: ReadonlySet<string> = new Set([
  ...keptCallFacts,
  ...keptBridgeFacts,
  ...keptRecordingFacts,
  ...keptAudioTapFacts,
  ...keptVoiceQualityFacts,
  ...keptTrunkFacts,
  ...keptFlowFacts,
  ...keptMessageFacts,
  ...keptQueueFacts,
  ...keptSurveyFacts,
  ...keptVoicemailFacts,
  ...keptOverflowFacts,
  ...keptCallbackFacts,
  ...keptTransferFacts,
  ...keptOutboundFacts,
  ...keptParkingFacts,
  ...keptSupervisionFacts,
  ...keptAgentFacts,
  ...keptMetricsFacts,
]);
