// Door of the live page.
export { LivePage } from "./live-page.tsx";
export { SoundAlerts } from "./sound-alerts.tsx";
