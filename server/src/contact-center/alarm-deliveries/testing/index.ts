// Door for tests: servers that mails and webhooks go to.
export { startHookServer } from "./hook-server.ts";
export { startMailServer } from "./mail-server.ts";
