// Door of the trunks page.
export { TrunksPage } from "./trunks-page.tsx";
