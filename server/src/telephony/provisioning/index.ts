// Door of provisioning: what desk phones fetch, and whether they may.
export { admitFetch } from "./fetch-gate.ts";
export type { Fetched, FetchRefusal, FetchRequest, PhoneFile } from "./fetch-gate.ts";
export { writePhoneFile } from "./phone-file.ts";
export type { WrittenFile } from "./phone-file.ts";
export { utcOffsetMinutes } from "./phone-settings.ts";
export type { PhoneSettings } from "./phone-settings.ts";
