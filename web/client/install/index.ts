// Door of installing the pages as an app.
export { keepShell } from "./keep-shell.ts";
