// Entry of the media process. It outlives a crash of control for a while, so that speech goes on.
import { err, ok } from "@tandem/kernel";
import { protocolVersion } from "@tandem/media";
import type { MediaCommand, MediaList } from "@tandem/media";
import { returnMemory } from "#platform/memory";
import { ControlSocket } from "./control-socket.ts";
import { MediaHost } from "./media-host.ts";
import { readHostOptions } from "./options.ts";
import { TapSocket, tapSocketPath } from "./tap-socket.ts";
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
  const taps = new TapSocket(tapSocketPath(hostOptions.socketPath), (tapId) => {
    // A control that was killed stops nothing. One that has stopped its tap is refused, which is no harm.
    void host.command({ kind: "stop-tap", tapId });
  });
  const host = new MediaHost(hostOptions, {
    event: (event) => control.tell(event),
    log,
    tapFrame: (tapId, frame) => taps.send(tapId, frame),
    tapEnded: (tapId) => taps.end(tapId),
  });
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    clearTimeout(orphaned);
    await host.stop();
    taps.close();
    control.close();
  };
  const command = async (asked: MediaCommand) => {
    if (stopping) return err({ kind: "shutting-down", message: "the media process is ending" } as const);
    if (asked.kind === "list") {
      const { lostEvents } = control;
      return ok<MediaList>({ protocolVersion, pid: process.pid, ...host.list(), lostEvents });
    }
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
  if (await begin(host, [taps, control], log)) waitForControl();
  else await stop();
}

/** Starts workers and sockets, and says so on the output. False: it cannot be done. */
async function begin(
  host: MediaHost,
  sockets: readonly { listen(): Promise<void> }[],
  log: (message: string) => void,
): Promise<boolean> {
  try {
    const drivers = await host.start();
    for (const socket of sockets) await socket.listen();
    process.stdout.write(`media-host ready, workers: ${drivers.join(" ")}\n`);
    // No packet passes through this thread.
    returnMemory();
    return true;
  } catch (error) {
    log(`cannot start: ${String(error)}`);
    process.exitCode = 1;
    return false;
  }
}
