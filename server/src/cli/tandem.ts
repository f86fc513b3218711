// The operator's command line: npm run tandem -- COMMAND. One file a command; this is their list.
import { processTerminal, runCommand } from "./command.ts";
import { configCommand } from "./config-command.ts";
import { keysCommand } from "./keys-command.ts";
import { statusCommand } from "./status-command.ts";
import { restartCommand, stopCommand } from "./stop-command.ts";

process.exitCode = await runCommand(
  [statusCommand, stopCommand, restartCommand, configCommand, keysCommand],
  {
    argv: process.argv.slice(2),
    env: process.env,
    terminal: processTerminal,
  },
);
