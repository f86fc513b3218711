// The system's log as a test reads it: one JSON object a line, as pino writes it.

/** pino's number of the level error; fatal is 60. */
const errorLevel = 50;
const errorNames: readonly unknown[] = ["error", "fatal"];

/** The lines of level error or above, whether the level is written as a number or by name. */
export function errorsIn(lines: readonly string[]): string[] {
  return lines.filter((line) => {
    const level = levelOf(line);
    return typeof level === "number" ? level >= errorLevel : errorNames.includes(level);
  });
}

function levelOf(line: string): unknown {
  if (!line.startsWith("{")) return undefined;
  try {
    return (JSON.parse(line) as { level?: unknown }).level;
  } catch {
    return undefined;
  }
}
