// Door of the contact: the middle of the desk.
export { ContactPanel } from "./contact-panel.tsx";
export { contactTone } from "./contact-tone.ts";
export { useContactView } from "./use-contact-view.ts";
