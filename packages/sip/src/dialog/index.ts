// Door of dialog/: the pure state of dialogs and of the INVITEs within them.
export {
  confirmByResponse,
  dialogFromRequest,
  dialogFromResponse,
  dialogKey,
  receiveInDialog,
  routeRequest,
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
