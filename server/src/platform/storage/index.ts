// Door of storage: where files are kept that outgrow a node, such as recordings.
export { openTenantStore } from "./object-store.ts";
export type { ObjectStore, StorageError, StoredFile } from "./object-store.ts";
export { LocalStore } from "./local-store.ts";
export { S3Store } from "./s3-store.ts";
export type { S3Settings } from "./s3-store.ts";
export { checkStore } from "./check-store.ts";
export { fingerprint } from "./fingerprint.ts";
