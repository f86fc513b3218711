// Door of the media client: control's hand on the media process.
export { MediaClient } from "./media-client.ts";
export type { MediaClientStatus } from "./media-client.ts";
export type { MediaStartOptions } from "./start-options.ts";
