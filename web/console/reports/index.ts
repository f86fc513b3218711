// Door of the reports page.
export { ReportsPage } from "./reports-page.tsx";
