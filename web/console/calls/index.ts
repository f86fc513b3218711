// Door of the history: the list of calls and the story of one.
export { CallPage } from "./call-page.tsx";
export { CallsPage } from "./calls-page.tsx";
