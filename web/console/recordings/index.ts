// Door of recordings as things that are kept and end.
export { PolicyCard } from "./policy-card.tsx";
export { RecordingActions } from "./recording-actions.tsx";
