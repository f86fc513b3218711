// Door of devices: what rings for each person.
export { AddDevice } from "./add-device.tsx";
export { DevicesPage } from "./devices-page.tsx";
