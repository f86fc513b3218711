// Door of DTLS: the server of one association.
export { DtlsServer } from "./dtls-server.ts";
export type { DtlsEffect, DtlsServerOptions } from "./dtls-server.ts";
export type { DtlsSrtpKeys } from "./key-schedule.ts";
export { parseRecords } from "./record-layer.ts";
