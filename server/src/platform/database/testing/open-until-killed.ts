// A process for tests: opens the database of the data directory it is given, says so, and stays.
import { createLogger } from "#platform/logging";
import { openDatabase } from "../database.ts";

const config = { dataDir: process.argv[2] ?? "", databaseUrl: undefined };
const opened = await openDatabase(config, createLogger({ level: "silent" }));
console.log(opened.ok ? "open" : opened.error.message);
setInterval(() => {}, 60_000);
