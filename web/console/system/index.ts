// Door of the system page.
export { SystemPage } from "./system-page.tsx";
