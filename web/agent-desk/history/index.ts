// Door of the earlier calls: mine at the left, the caller's at the right.
export { CallerPanel } from "./caller-panel.tsx";
export { NowPanel } from "./now-panel.tsx";
