// Door for tests: a real S3 server.
export { startS3Server } from "./s3-server.ts";
export type { S3Server } from "./s3-server.ts";
