// Door of callbacks' pages.
export { CallbacksPage } from "./callbacks-page.tsx";
export { CallbacksOfCall } from "./callbacks-of-call.tsx";
