// Door of the node's alarms.
export { NodeAlarms } from "./node-alarms.tsx";
export { QueueAlarms } from "./queue-alarms.tsx";
