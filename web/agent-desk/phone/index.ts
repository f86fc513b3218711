// Door of the desk's phone.
export { lostCallOf } from "./lost-call.ts";
export type { Party } from "./own-call-state.ts";
export { PhoneProvider, usePhone } from "./phone-context.tsx";
export { phoneStateName } from "./phone-state.ts";
export type { PhoneCall } from "./phone-call.ts";
