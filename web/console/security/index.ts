// Door of the security page.
export { SecurityPage } from "./security-page.tsx";
