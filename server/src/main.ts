// The program: reads its settings, opens the database, starts the node, and stops it in good order.
import { welcomeFlow } from "#contact-center/flows";
import { openDatabase } from "#platform/database";
import { seedFirstTenant } from "#platform/first-run";
import { createLogger } from "#platform/logging";
import { asksForHelp } from "./cli/arguments.ts";
import { startHelp } from "./cli/settings-help.ts";
import { compose } from "./compose.ts";
import { loadConfig } from "./config.ts";
import { firstRunMessage, startedMessage, writeFirstRunFile } from "./first-run-message.ts";
import { startNode } from "./lifecycle.ts";

/** Ends with one line that names the thing and the cure. */
function fail(message: string): never {
  process.stderr.write(`tandem: ${message}\n`);
  process.exit(1);
}

/** The first signal asks to stop, once the start is through; a second one means it: the next start recovers. */
function firstSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
      resolve(signal);
    });
  }
  return promise;
}

if (asksForHelp(process.argv.slice(2))) {
  process.stdout.write(startHelp());
  process.exit(0);
}

const config = loadConfig({ argv: process.argv.slice(2), env: process.env });
if (!config.ok) fail(config.error.message);
const log = createLogger({ level: config.value.logLevel });

const stopAsked = firstSignal();
const opened = await openDatabase(config.value, log);
if (!opened.ok) fail(opened.error.message);
const database = opened.value;

const firstTenant = await seedFirstTenant(database, { now: Date.now(), welcomeFlow });
const node = compose(config.value, database, log);
const started = await startNode(node);
if (!started.ok) {
  await database.close();
  fail(started.error.message);
}
const running = started.value;

process.stdout.write(startedMessage(config.value, running));
if (firstTenant) {
  const { TANDEM_FIRST_RUN_FILE: firstRunFile } = process.env;
  if (firstRunFile) writeFirstRunFile(firstRunFile, firstTenant, running);
  else process.stdout.write(firstRunMessage(firstTenant, running));
}
log.info({ httpPort: running.httpPort, sipPort: running.sipPort }, "ready");

const signal = await stopAsked;
log.info({ signal }, "stopping");
await running.stop();
await database.close();
process.exit(0);
