// Door of soft-phone: phones without a person, for test calls.
export { AnsweringPhone } from "./answering-phone.ts";
export type { AnsweringPhoneOptions, RegisterError } from "./answering-phone.ts";
export type { PhoneCall, SoftPhoneMedia } from "./phone-call.ts";
export { TestCaller } from "./test-caller.ts";
export type { TestCallError, TestCallerOptions, TestCallOptions } from "./test-caller.ts";
