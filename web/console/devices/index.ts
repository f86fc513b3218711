// Door of devices: what rings for each person.
export { DevicesPage } from "./devices-page.tsx";
