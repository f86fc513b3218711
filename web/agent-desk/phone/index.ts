// Door of the desk's phone.
export { PhoneProvider, usePhone } from "./phone-context.tsx";
export { phoneStateName } from "./phone-state.ts";
export type { PhoneCall } from "./phone-call.ts";
