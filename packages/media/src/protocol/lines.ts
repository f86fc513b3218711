// One line of JSON each way between control and the media process.
import type { MediaEvent } from "./events.ts";
import type { MediaCommand, MediaError } from "./messages.ts";

/** One line from control to media. */
export type CommandLine = { id: number; command: MediaCommand };
/** One line from media to control: the answer to a command, or an event. */
export type MediaLine =
  | { id: number; ok: true; value: unknown }
  | { id: number | null; ok: false; error: MediaError }
  | { event: MediaEvent };
