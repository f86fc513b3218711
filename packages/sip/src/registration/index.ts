// Door of registration/: which devices are reachable for an address of record, and over which flow.
export type { Binding, RegistrationLimits } from "./bindings.ts";
export { Registrar } from "./registrar.ts";
export type { RegistrarOptions } from "./registrar.ts";
