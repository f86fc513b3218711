// Door of the kernel: the few ideas every other room is built from. No I/O here.
export { err, ok } from "./result.ts";
export type { Err, Ok, Result } from "./result.ts";
export { isUuid, newId } from "./ids.ts";
export { randomHex } from "./random-hex.ts";
export type {
  AgentId,
  Branded,
  CallId,
  DeviceId,
  FactId,
  FlowId,
  LegId,
  NumberId,
  QueueId,
  RecordingId,
  SkillId,
  CalendarId,
  TenantId,
  TrunkId,
  UserId,
} from "./ids.ts";
export { systemClock } from "./clock.ts";
export type { Clock, Millis } from "./clock.ts";
export { FactBus, factText, makeFact } from "./facts.ts";
export type { Fact, FactContent, FactHandler, FactPublisher, FactSource } from "./facts.ts";
export { assertNever } from "./exhaustive.ts";
export { Mailbox } from "./mailbox.ts";
