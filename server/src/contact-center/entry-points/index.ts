// Door of entry-points: numbers and the flows behind them.
export { EntryPoints, numberOfQueue } from "./entry-points.ts";
export { deleteEntryPoint, loadEntryPoints, storeEntryPoint } from "./entry-point-store.ts";
export type { EntryPoint } from "./entry-point-store.ts";
