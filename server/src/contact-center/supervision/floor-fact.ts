// The facts that the live floor is folded from.
import type { OverflowFact } from "#contact-center/overflow";
import type { ParkingFact } from "#contact-center/parking";
import type { QueueFact } from "#contact-center/queues";
import type { TransferFact } from "#contact-center/transfers";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact } from "#telephony/calls";
import type { VoiceQualityFact } from "#telephony/voice-quality";
import type { SupervisionFact } from "./supervision-facts.ts";

export type FloorFact =
  | CallFact
  | BridgeFact
  | QueueFact
  | OverflowFact
  | TransferFact
  | ParkingFact
  | VoiceQualityFact
  | SupervisionFact;
