// Door for tests: a real database of their own, gone afterwards.
export { makeDataDirectory } from "./data-directory.ts";
export { copyTestCluster, makeTestCluster } from "./test-cluster.ts";
export { openTestDatabase } from "./test-database.ts";
export type { TestDatabase } from "./test-database.ts";
export { oneRowEach } from "./one-row-each.ts";
