// Ours: a media process as control starts it, one worker.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IoChoice, MediaCommand, OpenedLeg } from "@tandem/media";
import { MediaClient } from "../../server/src/telephony/media-client/index.ts";
import { benchKey, remoteOf } from "./contender.ts";
import type { Contender, RunningRelay } from "./contender.ts";

type Kind = { readonly io?: IoChoice; readonly records?: boolean; readonly protects?: boolean };

export function tandemRelay(
  name: string,
  { io = "auto", records = false, protects = false }: Kind,
): Contender {
  return { name, protects, start: (calls) => start(calls, io, records, protects) };
}

async function start(
  calls: number,
  io: IoChoice,
  records: boolean,
  protects: boolean,
): Promise<RunningRelay> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
  const client = new MediaClient({ log: (line) => process.stderr.write(`${line}\n`) });
  const socketPath = join(folder, "media.sock");
  const started = await client.start({
    socketPath,
    ports: "22000-30999",
    addresses: ["127.0.0.1"],
    workers: 1,
    io,
  });
  if (!started.ok) throw new Error(started.error.message);
  const ports: number[] = [];
  for (let call = 0; call < calls; call++) {
    ports.push(...(await openCall(client, call, protects)));
    if (!records) continue;
    const legs = { leftLegId: `${2 * call}`, rightLegId: `${2 * call + 1}` };
    await ask(client, {
      kind: "start-recording",
      recordingId: `${call}`,
      path: join(folder, `${call}.trec`),
      startedAt: Date.now(),
      leftParty: null,
      rightParty: null,
      seal: {
        dataKey: randomBytes(32).toString("base64"),
        wrappedKey: randomBytes(40).toString("base64"),
        keyId: "bench",
      },
      ...legs,
    });
  }
  return {
    pid: client.status().pid as number,
    ports,
    async stop() {
      await client.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openCall(client: MediaClient, call: number, protects: boolean): Promise<number[]> {
  const ports: number[] = [];
  for (const leg of [2 * call, 2 * call + 1]) {
    const legId = `${leg}`;
    const opened = await ask(client, { kind: "open-leg", legId, callId: `${call}`, transport: "rtp" });
    ports.push((opened as OpenedLeg).port);
    const sdes = { suite: "AES_CM_128_HMAC_SHA1_80", localKey: benchKey, remoteKey: benchKey } as const;
    await ask(client, {
      kind: "connect-leg",
      sdes: protects && leg % 2 === 0 ? sdes : null,
      legId,
      codec: "PCMA",
      payloadType: 8,
      telephoneEventPayloadType: 101,
      remote: remoteOf(leg),
      webrtc: null,
      send: true,
      receive: true,
    });
  }
  await ask(client, { kind: "bridge", legA: `${2 * call}`, legB: `${2 * call + 1}` });
  return ports;
}

async function ask(client: MediaClient, command: MediaCommand): Promise<unknown> {
  const result = await client.send(command);
  if (!result.ok) throw new Error(`${command.kind}: ${result.error.message}`);
  return result.value;
}
