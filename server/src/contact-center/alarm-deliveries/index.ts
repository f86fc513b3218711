// Door of alarm deliveries: who is told of alarms by mail and webhook, and what came of it.
export { AlarmDeliveries, secretPurpose } from "./alarm-deliveries.ts";
export type { AlarmEvent } from "./alarm-event.ts";
export { mailSender } from "./mail-sender.ts";
export { addRecipient, listDeliveries, listRecipients, removeRecipient } from "./recipient-store.ts";
export { hookSender } from "./webhook-sender.ts";
