// Door of outbound: calling somebody from the desk.
export { DialForm } from "./dial-form.tsx";
export { OutboundNotice } from "./outbound-notice.tsx";
