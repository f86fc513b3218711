// Door of the line on top of the desk.
export { DeskHeader } from "./desk-header.tsx";
export { DeskBanners } from "./desk-banners.tsx";
