// Door of the desk rules' settings.
export { DeskRulesCard } from "./desk-rules-card.tsx";
export { useSaving } from "./use-saving.ts";
