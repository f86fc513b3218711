// Door of the phone of people who are nobody's agent: the visitor's of the call page, and that of who tries a flow.
export { visitorStateName } from "./visitor-call.ts";
export type { VisitorCall } from "./visitor-call.ts";
export { VisitorPhone } from "./visitor-phone.ts";
export type { CallTicket } from "./visitor-phone.ts";
