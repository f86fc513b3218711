// Door of the frame around the two signed-in pages.
export { startPage } from "./app-frame.tsx";
export { failureText, QueryState } from "./query-state.tsx";
export { useAsk } from "./use-ask.ts";
export { PageLanguageSwitch } from "./page-language-switch.tsx";
export { LiveNotices } from "./live-notices.tsx";
