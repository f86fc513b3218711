// Door of admission: how many new calls this node takes when it is busy.
export { Admission } from "./admission.ts";
export type { AdmissionVerdict } from "./admission.ts";
