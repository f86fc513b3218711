// Every fact and signal of this node, and which of them are kept for ever.
import { keptAgentFacts } from "#contact-center/agents";
import type { AgentFact, AgentSignal } from "#contact-center/agents";
import { keptFlowFacts } from "#contact-center/flows";
import type { FlowFact } from "#contact-center/flows";
import { keptQueueFacts } from "#contact-center/queues";
import type { QueueFact } from "#contact-center/queues";
import { keptTransferFacts } from "#contact-center/transfers";
import type { TransferFact } from "#contact-center/transfers";
import { keptBridgeFacts } from "#telephony/bridges";
import type { BridgeFact } from "#telephony/bridges";
import { keptCallFacts } from "#telephony/calls";
import type { CallFact, CallSignal } from "#telephony/calls";
import { keptRecordingFacts } from "#telephony/recordings";
import type { RecordingFact } from "#telephony/recordings";
import { keptTrunkFacts } from "#telephony/trunks";
import type { TrunkFact, TrunkSignal } from "#telephony/trunks";

export type AnyFact =
  | CallFact
  | CallSignal
  | BridgeFact
  | RecordingFact
  | TrunkFact
  | TrunkSignal
  | FlowFact
  | QueueFact
  | TransferFact
  | AgentFact
  | AgentSignal;

export const keptFacts: ReadonlySet<string> = new Set([
  ...keptCallFacts,
  ...keptBridgeFacts,
  ...keptRecordingFacts,
  ...keptTrunkFacts,
  ...keptFlowFacts,
  ...keptQueueFacts,
  ...keptTransferFacts,
  ...keptAgentFacts,
]);
