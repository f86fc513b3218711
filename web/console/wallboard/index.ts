// Door of the wallboard.
export { Wallboard } from "./wallboard.tsx";
