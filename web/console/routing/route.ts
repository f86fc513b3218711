// The console's addresses and what they show.

export const sections = [
  "live",
  "calls",
  "voicemail",
  "callbacks",
  "surveys",
  "reports",
  "what-if",
  "queues",
  "people",
  "trunks",
  "devices",
  "flows",
  "prompts",
  "setup",
  "security",
  "system",
] as const;
export type Section = (typeof sections)[number];

export type Route =
  | { readonly kind: "section"; readonly section: Section }
  | { readonly kind: "call"; readonly callId: string }
  | { readonly kind: "flow"; readonly flowId: string }
  /** The whole screen, without navigation. */
  | { readonly kind: "wallboard" }
  | { readonly kind: "unknown" };

/** Pure: what a path under `/console` shows. */
export function readRoute(path: string): Route {
  const [, root, section, id, ...more] = path.replace(/\/+$/, "").split("/");
  if (root !== "console" || more.length > 0) return { kind: "unknown" };
  if (section === undefined) return { kind: "section", section: "live" };
  if (section === "calls" && id !== undefined) return { kind: "call", callId: decodeURIComponent(id) };
  if (section === "flows" && id !== undefined) return { kind: "flow", flowId: decodeURIComponent(id) };
  if (section === "wallboard" && id === undefined) return { kind: "wallboard" };
  const known = sections.find((each) => each === section);
  return known !== undefined && id === undefined ? { kind: "section", section: known } : { kind: "unknown" };
}

/** Pure: the path that shows this. */
export function routePath(route: Exclude<Route, { kind: "unknown" }>): string {
  if (route.kind === "call") return `/console/calls/${encodeURIComponent(route.callId)}`;
  if (route.kind === "flow") return `/console/flows/${encodeURIComponent(route.flowId)}`;
  if (route.kind === "wallboard") return "/console/wallboard";
  return route.section === "live" ? "/console" : `/console/${route.section}`;
}
