// Door of dialog/: the pure state of dialogs and of what happens within them.
export {
  confirmByResponse,
  dialogFromRequest,
  dialogFromResponse,
  dialogKey,
  receiveInDialog,
  routeRequest,
  targetRefreshMethods,
  withNextSequence,
  withPhase,
} from "./dialog-state.ts";
export type { DialogState } from "./dialog-state.ts";
export { glareDelayMs, startInviteUsage, stepInviteUsage } from "./invite-usage.ts";
export type {
  InviteUsageEffect,
  InviteUsageInput,
  InviteUsageState,
  InviteUsageTimer,
} from "./invite-usage.ts";
export { startNotifier, stepNotifier } from "./notifier.ts";
export type { NotifierEffect, NotifierEnd, NotifierInput, NotifierState } from "./notifier.ts";
export { orderReliable, startReliableProvisional, stepReliableProvisional } from "./reliable-provisional.ts";
export type {
  ReliableProvisionalEffect,
  ReliableProvisionalInput,
  ReliableProvisionalState,
  ReliableProvisionalTimer,
} from "./reliable-provisional.ts";
export {
  answerSessionTimer,
  defaultIntervalSeconds,
  minIntervalSeconds,
  stepSessionTimer,
} from "./session-timer.ts";
export type {
  SessionTimerAnswer,
  SessionTimerEffect,
  SessionTimerInput,
  SessionTimerName,
  SessionTimerState,
} from "./session-timer.ts";
