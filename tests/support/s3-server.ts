// A real S3 server beside the system under test.
export { startS3Server } from "../../server/src/platform/storage/testing/s3-server.ts";
