// Command lines: a command's own flags, and the settings that every command takes.
import { parseArgs } from "node:util";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { describeSettings, loadConfig } from "../config.ts";
import type { Config } from "../config.ts";

export type Flags = Readonly<Record<string, { readonly type: "boolean" | "string" }>>;

export type Arguments<F extends Flags> = {
  readonly values: { readonly [Name in keyof F]?: F[Name]["type"] extends "boolean" ? boolean : string };
  readonly config: Config;
};

export type ArgumentsError = { kind: "unknown-argument" | "invalid-config"; message: string };

export type Environment = Readonly<Record<string, string | undefined>>;

export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes("--help") || argv.includes("-h");
}

/** Reads a command's flags (`--to 4000`, `--json`), and the settings by flag (`--data-dir=x`), environment and file. */
export function readArguments<const F extends Flags>(input: {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly flags: F;
}): Result<Arguments<F>, ArgumentsError> {
  const settingFlags = describeSettings().map(({ flag }) => flag);
  const isSetting = (argument: string) => settingFlags.includes(argument.split("=", 1)[0] ?? "");
  const config = loadConfig({ argv: input.argv.filter(isSetting), env: input.env });
  if (!config.ok) return err({ kind: "invalid-config", message: config.error.message });
  try {
    const args = input.argv.filter((argument) => !isSetting(argument));
    const { values } = parseArgs({ args, options: input.flags, strict: true });
    return ok({ values, config: config.value });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith("ERR_PARSE_ARGS_")) throw error;
    return err({ kind: "unknown-argument", message: `${message} (see --help)` });
  }
}
