// The settings as every --help shows them.
import { describeSettings } from "../config.ts";
import { textTable } from "./text-table.ts";

/** What `npm start -- --help` prints. */
export function startHelp(): string {
  return lines([
    "Usage: npm start [-- --SETTING=VALUE …]",
    "Starts the whole system; Ctrl-C stops it.",
    "",
    ...settingsHelp(),
    "",
    "npm run tandem -- config  shows the value of each setting and where it comes from.",
  ]);
}

/** The settings with their flags, variables and defaults, and which one wins. */
export function settingsHelp(): string[] {
  const rows = describeSettings().map(({ flag, variable, expected, default: initial }) => [
    `  ${flag}=…`,
    variable,
    initial === "" ? "-" : initial,
    expected,
  ]);
  return [
    "Settings, strongest first: flag, environment variable, tandem.config.json in the data directory, default.",
    ...textTable([["  Flag", "Variable", "Default", "A value is"], ...rows]),
  ];
}

export function lines(texts: readonly string[]): string {
  return `${texts.join("\n")}\n`;
}
