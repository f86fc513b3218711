// The log: JSON lines, pretty on a terminal, never a secret.
import { createRequire } from "node:module";
import { pino } from "pino";
import type { DestinationStream, Logger as PinoLogger } from "pino";
import type PinoPretty from "pino-pretty";
import { withoutSecrets } from "./redaction.ts";

export type Logger = PinoLogger;

/**
 * A pino logger. `destination` takes whole lines and defaults to standard output, where `pretty`
 * defaults to whether that is a terminal. Secrets are replaced in everything that is written:
 * bound fields, arguments, errors and text.
 */
export function createLogger(options: {
  level: string;
  pretty?: boolean;
  destination?: DestinationStream;
}): Logger {
  const terminal = options.destination === undefined && process.stdout.isTTY;
  const destination = options.destination ?? process.stdout;
  const stream = (options.pretty ?? terminal) ? prettyStream(destination) : destination;
  return pino({ level: options.level, base: null, hooks: { streamWrite: withoutSecrets } }, stream);
}

function prettyStream(destination: DestinationStream): DestinationStream {
  // Its thirty files are read where somebody looks at a terminal only.
  const { prettyFactory } = createRequire(import.meta.url)("pino-pretty") as typeof PinoPretty;
  const format = prettyFactory({ colorize: true, translateTime: "SYS:HH:MM:ss.l" });
  return { write: (line) => destination.write(format(line)) };
}
