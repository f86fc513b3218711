// Door of the desk's phone.
export { chooseMicrophone, chosenMicrophone } from "./chosen-microphone.ts";
export { countsOf, ratingBetween } from "./live-quality.ts";
export type { SoundCounts } from "./live-quality.ts";
export { lostCallOf } from "./lost-call.ts";
export type { Handover, Party } from "./own-call-state.ts";
export { PhoneProvider, usePhone } from "./phone-context.tsx";
export { phoneStateName } from "./phone-state.ts";
export { RingNotice } from "./ring-notice.ts";
export type { PhoneCall } from "./phone-call.ts";
