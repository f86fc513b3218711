// Ids are UUIDv7 (RFC 9562 §5.7) made by the node that creates the thing: they sort by time,
// need no database, and stay unique when a site and the cloud merge.
import { randomHex } from "./random-hex.ts";

declare const brand: unique symbol;
/** A string that only the matching constructor or cast may produce. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<"TenantId">;
export type UserId = Branded<"UserId">;
export type AgentId = Branded<"AgentId">;
export type DeviceId = Branded<"DeviceId">;
export type QueueId = Branded<"QueueId">;
export type FlowId = Branded<"FlowId">;
export type NumberId = Branded<"NumberId">;
export type TrunkId = Branded<"TrunkId">;
export type CallId = Branded<"CallId">;
export type LegId = Branded<"LegId">;
export type RecordingId = Branded<"RecordingId">;
export type FactId = Branded<"FactId">;
export type SkillId = Branded<"SkillId">;
export type CalendarId = Branded<"CalendarId">;

let lastMs = 0;
let counter = 0;
/** The time as ids have it, of the millisecond that was last written: writing it costs more than the rest. */
let writtenMs = -1;
let timeText = "";

/**
 * A new UUIDv7 as lower-case text. Ids made in one millisecond by one process keep their order:
 * rand_a is a 12-bit counter (RFC 9562 §6.2 method 1).
 */
export function newId<Id extends Branded<string>>(nowMs: number = Date.now()): Id {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  if (lastMs !== writtenMs) {
    writtenMs = lastMs;
    const time = lastMs.toString(16).padStart(12, "0");
    timeText = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  }
  const random = randomHex(8);
  // The variant is the two highest bits, 10 (RFC 9562 §4.1); two more random bits follow in its digit.
  const variant = "89ab".charAt(random.charCodeAt(0) & 3);
  const counterHex = (counter + 0x1000).toString(16).slice(1);
  return `${timeText}${counterHex}-${variant}${random.slice(1, 4)}-${random.slice(4)}` as Id;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for the lower-case text form of a UUID, as `newId` writes it. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
