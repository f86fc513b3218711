// The media process of the command line's own phones: apart from the system's, on ports of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { MediaClient } from "#telephony/media-client";

export type PhoneMedia = { readonly client: MediaClient; stop(): Promise<void> };

/** Above the system's default range and below Linux's ephemeral ports. Ports that are taken are passed over. */
const phonePorts = "30000-30199";

/** Starts it on one worker, so that all phones can be recorded together. `log` is given each line it writes. */
export async function startPhoneMedia(
  address: string,
  log: (line: string) => void,
): Promise<Result<PhoneMedia, { kind: string; message: string }>> {
  // mkdtemp makes a folder for its owner only, so nobody else reaches the socket.
  const folder = await mkdtemp(join(tmpdir(), "tandem-phone-"));
  const client = new MediaClient({ log });
  const stop = async () => {
    await client.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const options = {
    socketPath: join(folder, "media.sock"),
    ports: phonePorts,
    addresses: [address],
    workers: 1,
  };
  const started = await client.start(options);
  if (started.ok) return ok({ client, stop });
  await stop();
  return started;
}
