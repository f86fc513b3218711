// Door of the ladder: a call's SIP messages as a picture.
export { LadderSection } from "./ladder-section.tsx";
