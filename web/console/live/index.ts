// Door of the live page.
export { LivePage } from "./live-page.tsx";
