// The facts of telephony that a call's record is folded from.
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact } from "#telephony/calls";
import type { RecordingFact } from "#telephony/recordings";

export type TelephonyFact = CallFact | BridgeFact | RecordingFact;
