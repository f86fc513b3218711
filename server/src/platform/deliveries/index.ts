// Door of deliveries: what is stored to be sent, and tried again until it is.
export { afterTry, failure } from "./attempt.ts";
export type { AfterTry, Attempt } from "./attempt.ts";
export { DeliveryLooks } from "./delivery-looks.ts";
