// Door of messages: connectors by which flows write to people, and what flows have sent.
export { MessagesCard } from "./messages-card.tsx";
export { useConnectors } from "./use-connectors.ts";
