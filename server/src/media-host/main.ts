// Entry of the media process. It outlives a crash of control for a while, so that speech goes on.
import { err, ok } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import { ControlSocket } from "./control-socket.ts";
import { MediaHost } from "./media-host.ts";
import { readHostOptions } from "./options.ts";
import type { HostOptions } from "./options.ts";

// Whoever started this process may be gone, and its ends of the pipes with it.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const options = readHostOptions(process.argv.slice(2));
if (options.ok) await run(options.value);
else {
  process.stderr.write(`${options.error.message}\n`);
  process.exitCode = 2;
}

async function run(hostOptions: HostOptions): Promise<void> {
  let orphaned: NodeJS.Timeout | undefined;
  let stopping = false;
  const log = (message: string): void => void process.stderr.write(`${message}\n`);
  const host = new MediaHost(hostOptions, { event: (event) => control.send({ event }), log });
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearTimeout(orphaned);
    await host.stop();
    control.close();
  };
  const command = async (asked: MediaCommand) => {
    if (stopping) return err({ kind: "shutting-down", message: "the media process is ending" } as const);
    if (asked.kind !== "shutdown") return host.command(asked);
    await host.stop();
    // After the answer has been written.
    setImmediate(() => void stop());
    return ok(null);
  };
  const waitForControl = (): void => {
    orphaned = setTimeout(() => void stop(), hostOptions.orphanTimeoutMs);
  };
  const control = new ControlSocket(hostOptions.socketPath, {
    command,
    attached: () => clearTimeout(orphaned),
    detached: () => {
      if (!stopping) waitForControl();
    },
    log,
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
  if (await begin(host, control, log)) waitForControl();
  else await stop();
}

/** Starts workers and socket, and says so on the output. False: it cannot be done. */
async function begin(
  host: MediaHost,
  control: ControlSocket,
  log: (message: string) => void,
): Promise<boolean> {
  try {
    const drivers = await host.start();
    await control.listen();
    process.stdout.write(`media-host ready, workers: ${drivers.join(" ")}\n`);
    return true;
  } catch (error) {
    log(`cannot start: ${String(error)}`);
    process.exitCode = 1;
    return false;
  }
}
