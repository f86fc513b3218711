// Door of the console's addresses.
export { Link } from "./link.tsx";
export { useRoute } from "./use-route.ts";
export { routePath } from "./route.ts";
export type { Route, Section } from "./route.ts";
