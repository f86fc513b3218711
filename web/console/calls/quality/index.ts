// Door of a call's voice quality.
export { QualitySection } from "./quality-section.tsx";
