// Door of the live feed in the browser.
export { LiveProvider, useLive } from "./live-context.tsx";
export { LiveTimer } from "./live-timer.tsx";
