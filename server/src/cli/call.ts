// npm run call: places a spoken test call into the running system, so that an open desk rings.
import { readNodeNotice } from "#platform/node-notice";
import { asksForHelp, readArguments } from "./arguments.ts";
import { readCallPlan } from "./call-plan.ts";
import { processTerminal, usageExitCode } from "./command.ts";
import { settingsHelp } from "./settings-help.ts";
import { placeTestCall } from "./test-call.ts";

const argv = process.argv.slice(2);
process.exitCode = asksForHelp(argv) ? showHelp() : await call();

function showHelp(): number {
  const text = [
    "Usage: npm run call [-- [--to NUMBER] [--seconds N] [--SETTING=VALUE …]]",
    "Places a spoken test call into the system that runs on this machine's data directory.",
    "",
    "  --to NUMBER    the number to call; 4000, the welcome flow, when left out",
    "  --seconds N    how long the call lasts when nobody ends it, 1 to 3600; 30 when left out",
    "",
    "Exit code: 0 the call was answered, 1 it was not. Ctrl-C hangs up.",
    "",
    ...settingsHelp(),
  ];
  for (const line of text) processTerminal.out(line);
  return 0;
}

async function call(): Promise<number> {
  const flags = { to: { type: "string" }, seconds: { type: "string" } } as const;
  const read = readArguments({ argv, env: process.env, flags });
  if (!read.ok) return fail(read.error.message, usageExitCode);
  const plan = readCallPlan(read.value.values);
  if (!plan.ok) return fail(plan.error.message, usageExitCode);
  const notice = readNodeNotice(read.value.config.dataDir);
  if (!notice.ok) {
    const cure = notice.error.kind === "not-running" ? ": start it with npm start" : "";
    return fail(`${notice.error.message}${cure}`, 1);
  }
  const hangUp = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // A second Ctrl-C does not wait for the other side; the media process ends by itself.
      if (hangUp.signal.aborted) process.exit(130);
      hangUp.abort();
    });
  }
  const placed = await placeTestCall(notice.value, {
    ...plan.value,
    signal: hangUp.signal,
    say: processTerminal.out,
  });
  return placed.ok ? 0 : fail(placed.error.message, 1);
}

function fail(message: string, exitCode: number): number {
  processTerminal.fail(`call: ${message}`);
  return exitCode;
}
