// What a command of the operator's command line is, and how one is found and run.
import { asksForHelp } from "./arguments.ts";
import type { Environment } from "./arguments.ts";
import { settingsHelp } from "./settings-help.ts";
import { textTable } from "./text-table.ts";

/** Where a command writes, a line at a time. */
export type Terminal = { out(line: string): void; fail(line: string): void };

export type CommandInput = {
  /** What follows the command's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly terminal: Terminal;
};

export type Command = {
  readonly name: string;
  /** Half a line, for the list of commands. */
  readonly summary: string;
  /** Lines on its own flags and its exit codes. */
  readonly help: readonly string[];
  /** Resolves with the exit code. */
  run(input: CommandInput): Promise<number>;
};

/** sysexits.h, EX_USAGE: above the codes by which commands speak of the system. */
export const usageExitCode = 64;

/** The command that `argv` names first, or help. Resolves with the exit code. */
export async function runCommand(commands: readonly Command[], input: CommandInput): Promise<number> {
  const { argv, terminal } = input;
  const [name, ...rest] = argv;
  const command = commands.find((each) => each.name === name);
  if (command && !asksForHelp(rest)) return command.run({ ...input, argv: rest });
  if (command) return show(terminal, commandHelp(command));
  if (asksForHelp(argv)) return show(terminal, overview(commands));
  const what = name === undefined ? "which command?" : `there is no command "${name}".`;
  terminal.fail(`tandem: ${what} Known: ${commands.map((each) => each.name).join(", ")} (see --help)`);
  return usageExitCode;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  fail: (line) => process.stderr.write(`${line}\n`),
};

function show(terminal: Terminal, text: readonly string[]): number {
  for (const line of text) terminal.out(line);
  return 0;
}

function overview(commands: readonly Command[]): string[] {
  return [
    "Usage: npm run tandem -- COMMAND [--SETTING=VALUE …]",
    "Looks after the system that runs on this machine's data directory.",
    "",
    ...textTable(commands.map(({ name, summary }) => [`  ${name}`, summary])),
    "",
    "npm run tandem -- COMMAND --help  tells more of one.",
  ];
}

function commandHelp({ name, summary, help }: Command): string[] {
  return [
    `Usage: npm run tandem -- ${name} [--json] [--SETTING=VALUE …]`,
    `${summary}.`,
    "",
    ...help,
    "",
    ...settingsHelp(),
  ];
}
