// Door of who is told of alarms.
export { AlarmRecipientsCard } from "./alarm-recipients-card.tsx";
