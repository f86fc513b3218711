// Door of the flows' pages. The board has its own entry (`./flow-page.tsx`), loaded when somebody draws.
export { FlowsPage } from "./flows-page.tsx";
