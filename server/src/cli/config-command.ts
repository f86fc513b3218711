// `tandem config`: each setting, its value and where the value comes from.
import { describeConfig } from "../config.ts";
import { readArguments } from "./arguments.ts";
import { usageExitCode } from "./command.ts";
import type { Command } from "./command.ts";
import { textTable } from "./text-table.ts";

export const configCommand: Command = {
  name: "config",
  summary: "Shows each setting, its value and where the value comes from; passwords are masked",
  help: ["  --json  the same as a JSON array"],
  async run({ argv, env, terminal }) {
    const read = readArguments({ argv, env, flags: { json: { type: "boolean" } } });
    if (!read.ok) {
      terminal.fail(`tandem config: ${read.error.message}`);
      return usageExitCode;
    }
    const rows = describeConfig(read.value.config);
    if (read.value.values.json) terminal.out(JSON.stringify(rows, undefined, 2));
    else
      for (const line of textTable(rows.map(({ setting, value, origin }) => [setting, value || "-", origin])))
        terminal.out(line);
    return 0;
  },
};
