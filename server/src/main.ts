// The program: reads its settings, opens the database, starts the node, and stops it in good order.
import { openDatabase } from "#platform/database";
import { createLogger } from "#platform/logging";
import { asksForHelp } from "./cli/arguments.ts";
import { startHelp } from "./cli/settings-help.ts";
import { loadConfig } from "./config.ts";
import { stepWish } from "./ending-wish.ts";
import type { EndingWish } from "./ending-wish.ts";
import { firstRunMessage, startedMessage, writeFirstRunFile } from "./first-run-message.ts";

/** Ends with one line that names the thing and the cure. */
function fail(message: string): never {
  process.stderr.write(`tandem: ${message}\n`);
  process.exit(1);
}

const signals = { SIGINT: "stop", SIGTERM: "stop", SIGHUP: "stop", SIGUSR2: "restart" } as const;

/** Resolves with what is asked for, once the start is through. */
function askedBySignal(): Promise<{ readonly signal: string; readonly asked: "stop" | "restart" }> {
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof askedBySignal>>>();
  let wish: EndingWish;
  for (const [signal, asked] of Object.entries(signals)) {
    process.on(signal, () => {
      const step = stepWish(wish, asked, performance.now());
      ({ wish } = step);
      if (step.effect === "end-at-once") process.exit(130);
      if (step.effect !== "none") resolve({ signal, asked: step.effect });
    });
  }
  return promise;
}

/** Becomes the program that is on disk now, under the same process id: whoever started us notices nothing. */
function startAgain(): never {
  const { execve, execPath, execArgv, argv, env } = process;
  if (!execve)
    fail("this platform cannot start again in place: start it by hand within 60 s, and calls go on");
  return execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], env);
}

if (asksForHelp(process.argv.slice(2))) {
  process.stdout.write(startHelp());
  process.exit(0);
}

const config = loadConfig({ argv: process.argv.slice(2), env: process.env });
if (!config.ok) fail(config.error.message);
const log = createLogger({ level: config.value.logLevel });

const endingAsked = askedBySignal();
// PostgreSQL is a program of its own: while it starts, this one reads its larger part.
const [opened, { compose }, { startNode }, { seedFirstTenant }, { welcomeFlow }] = await Promise.all([
  openDatabase(config.value, log),
  import("./compose.ts"),
  import("./lifecycle.ts"),
  import("#platform/first-run"),
  import("#contact-center/flows"),
]);
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

const { signal, asked } = await endingAsked;
if (asked === "restart") {
  log.info({ signal }, "starting again; calls go on");
  await database.close();
  await running.leave();
  startAgain();
}
log.info({ signal }, "stopping");
await running.stop();
await database.close();
process.exit(0);
