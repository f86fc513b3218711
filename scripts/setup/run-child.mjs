// The launched program: runs in the foreground in place of the launcher, which passes signals on and ends as it ends.
import { spawn } from "node:child_process";

const passedOn = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a program with this terminal and ends this process as it ended: with its code, or by its signal.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function runInPlace(command, args, env) {
  const child = spawn(command, args, { stdio: "inherit", env });
  for (const signal of passedOn) {
    process.on(signal, () => {
      if (!terminalSends(signal)) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of passedOn) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/**
 * Ctrl-C and hanging up reach every process of the terminal's foreground group, the child too: passed on, they
 * would reach it twice, and a second Ctrl-C means "at once".
 * @param {NodeJS.Signals} signal
 */
function terminalSends(signal) {
  return process.stdin.isTTY === true && signal !== "SIGTERM";
}
