// `tandem stop` and `tandem restart`: ends the node that runs on the data directory, or has it start again while its
// calls go on.
import { setTimeout as sleep } from "node:timers/promises";
import { readNodeNotice } from "#platform/node-notice";
import type { NodeNotice } from "#platform/node-notice";
import { readArguments } from "./arguments.ts";
import { usageExitCode } from "./command.ts";
import type { Command, CommandInput } from "./command.ts";
import { askStatus } from "./status-command.ts";

/** Calls say goodbye, recordings are finished, the database is stopped: seconds, on a busy machine some more. */
const stopWithinMs = 30_000;
/** As above, and a start. */
const restartWithinMs = 60_000;
const askAgainMs = 100;

const exitCodes = [
  "Exit code: 0 done, 1 not in time, 2 not running. Run it as the user that runs the system.",
];

export const stopCommand: Command = {
  name: "stop",
  summary: "Ends the system: calls are hung up, recordings finished",
  help: exitCodes,
  run: (input) =>
    signalNode(input, "stop", "SIGTERM", async ({ pid }, { terminal }) => {
      if (!(await within(stopWithinMs, () => !isAlive(pid)))) return false;
      terminal.out("stopped");
      return true;
    }),
};

export const restartCommand: Command = {
  name: "restart",
  summary: "Starts the system again, such as after an upgrade; calls go on",
  help: [
    "Sound goes on all the while; signalling stands still for some seconds. The process id stays.",
    "",
    ...exitCodes,
  ],
  run: (input) =>
    signalNode(input, "restart", "SIGUSR2", async ({ operatorToken }, { terminal, dataDir }) => {
      // Each start has a token of its own.
      const isAnother = () => {
        const notice = readNodeNotice(dataDir);
        return notice.ok && notice.value.operatorToken !== operatorToken;
      };
      if (!(await within(restartWithinMs, isAnother))) return false;
      const status = await askStatus(dataDir);
      terminal.out(status.ok ? `restarted; ${status.value.calls} calls go on` : "restarted");
      return true;
    }),
};

type Place = Pick<CommandInput, "terminal"> & { readonly dataDir: string };

/** Signals the node once it has shown that it is there: the process id of one that crashed may be another's. */
async function signalNode(
  { argv, env, terminal }: CommandInput,
  name: string,
  signal: NodeJS.Signals,
  finish: (notice: NodeNotice, place: Place) => Promise<boolean>,
): Promise<number> {
  const read = readArguments({ argv, env, flags: {} });
  if (!read.ok) {
    terminal.fail(`tandem ${name}: ${read.error.message}`);
    return usageExitCode;
  }
  const { dataDir } = read.value.config;
  const found = await findNode(dataDir);
  if (typeof found === "string") {
    terminal.fail(`not-running: ${found}`);
    return 2;
  }
  process.kill(found.pid, signal);
  if (await finish(found, { terminal, dataDir })) return 0;
  terminal.fail(`tandem ${name}: it takes too long; the log of process ${found.pid} tells more`);
  return 1;
}

/** The node's notice, or in words why there is none. */
async function findNode(dataDir: string): Promise<NodeNotice | string> {
  const notice = readNodeNotice(dataDir);
  if (!notice.ok) return notice.error.message;
  const status = await askStatus(dataDir);
  return !status.ok && status.error.kind === "not-running" ? status.error.message : notice.value;
}

async function within(timeMs: number, isDone: () => boolean): Promise<boolean> {
  for (const until = Date.now() + timeMs; Date.now() < until; await sleep(askAgainMs)) {
    if (isDone()) return true;
  }
  return isDone();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
