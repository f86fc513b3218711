// Where a node is, as programs of its own machine write it.
import { isIPv6 } from "node:net";
import type { NodeNotice } from "#platform/node-notice";

/** Without a slash at its end. */
export function httpUrlOf({ http }: NodeNotice): string {
  return `http://${isIPv6(http.address) ? `[${http.address}]` : http.address}:${http.port}`;
}
