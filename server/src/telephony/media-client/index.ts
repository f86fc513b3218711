// Door of the media client: control's hand on the media process.
export { MediaClient } from "./media-client.ts";
export { portsToSkip } from "./ports-to-skip.ts";
export type { MediaClientStatus } from "./media-client.ts";
export { StandingOrders } from "./standing-orders.ts";
export type { StandingOrdersSnapshot } from "./standing-orders.ts";
export type { MediaStartOptions } from "./start-options.ts";
