// Door of pairs: names with a value each.
export { PairsControl } from "./pairs-control.tsx";
