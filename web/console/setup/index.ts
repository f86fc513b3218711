// Door of the set-up page.
export { SetupPage } from "./setup-page.tsx";
