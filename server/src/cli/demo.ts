// npm run demo: a throw-away system, one real call through it, and proof that everything about it is right.
import { err } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { asksForHelp } from "./arguments.ts";
import { processTerminal, usageExitCode } from "./command.ts";
import { DeskClient } from "./demo/desk-client.ts";
import { runScenario } from "./demo/scenario.ts";
import type { Findings } from "./demo/scenario.ts";
import { ThrowAwaySystem } from "./demo/throw-away-system.ts";
import { TwoPhones } from "./demo/two-phones.ts";
import { httpUrlOf } from "./node-address.ts";

/** Two to three times what it takes on a small machine. */
const timeoutMs = 60_000;
const agentName = "1001";

const argv = process.argv.slice(2);
if (asksForHelp(argv)) showHelp();
else if (argv.length > 0) {
  processTerminal.fail(`demo: takes no arguments, not ${argv.join(" ")} (see --help)`);
  process.exitCode = usageExitCode;
} else {
  const passed = await demo();
  // Timers of SIP transactions would keep a process alive that has nothing more to do.
  process.exit(passed ? 0 : 1);
}

function showHelp(): void {
  const text = [
    "Usage: npm run demo",
    "Starts a throw-away system on free ports, places a real call from a simulated caller through the welcome",
    "flow and the queue to a simulated agent, and checks the sound both ways, the recording and the call record.",
    "The last line printed is a JSON object. Exit code: 0 all is well, 1 something is not.",
  ];
  for (const line of text) processTerminal.out(line);
}

/** True when all is well. */
async function demo(): Promise<boolean> {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
  const say = (line: string) => processTerminal.out(`${seconds().toFixed(1).padStart(5)} s  ${line}`);
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(`not done within ${timeoutMs / 1000} s`), timeoutMs);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => end.abort("interrupted"));

  say("Starting a system on free ports and an empty database · 在空闲端口和空数据库上启动系统");
  const system = new ThrowAwaySystem();
  let outcome: Result<Findings>;
  try {
    outcome = await runOn(system, say, end.signal);
  } finally {
    say("Stopping and removing everything · 停止并清除");
    await system.stop();
    clearTimeout(timer);
  }
  if (outcome.ok) {
    say("All is well · 一切正常");
    processTerminal.out(JSON.stringify({ ok: true, seconds: seconds(), ...outcome.value }));
    return true;
  }
  const { message } = outcome.error;
  const failed = end.signal.aborted ? `${String(end.signal.reason)}: ${message}` : message;
  for (const line of system.log()) processTerminal.fail(`    ${line}`);
  say(`Failed: ${failed}`);
  processTerminal.out(JSON.stringify({ ok: false, seconds: seconds(), failed }));
  return false;
}

async function runOn(
  system: ThrowAwaySystem,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Result<Findings>> {
  const ready = await system.ready(signal);
  if (!ready.ok) return ready;
  const notice = ready.value;
  const { name, password, extension = "", sipSecret: secret = "" } = system.user(agentName);
  const phones = await TwoPhones.open({ notice, folder: system.folder, agent: { extension, secret } });
  if (!phones.ok) return err({ kind: "failed", message: `the phones do not start: ${phones.error.message}` });
  try {
    const desk = new DeskClient(httpUrlOf(notice), signal);
    return await runScenario({ desk, agent: { name, password }, phones: phones.value, say, signal });
  } finally {
    await phones.value.close();
  }
}
