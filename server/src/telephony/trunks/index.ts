// Door of trunks: who stands behind a source address.
export { TrunkDirectory } from "./trunk-directory.ts";
export { loadTrunks } from "./trunk-store.ts";
export type { Trunk } from "./trunk-directory.ts";
