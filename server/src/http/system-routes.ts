// The state of this node.
import { endpoints } from "@tandem/contract";
import type { SystemStatus } from "@tandem/contract";
import { ok } from "@tandem/kernel";
import type { Router } from "./router.ts";

export function addSystemRoutes(router: Router, status: () => Promise<SystemStatus>): void {
  router.add(endpoints.getSystemStatus, async () => ok(await status()));
}
