// What a relayed packet costs: bridged, recorded PCMA calls through a real media process, loaded by a
// generator in a process of its own. The last line is JSON.
// Run: node bench/media-relay.ts [-- --quick] [--calls 200] [--seconds 10] [--io auto|epoll|dgram] [--no-recording]
import { fork } from "node:child_process";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { IoChoice, MediaCommand, MediaStats, OpenedLeg } from "@tandem/media";
import { MediaClient } from "../server/src/telephony/media-client/index.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    quick: { type: "boolean", default: false },
    calls: { type: "string", default: "200" },
    seconds: { type: "string", default: "" },
    io: { type: "string", default: "auto" },
    "no-recording": { type: "boolean", default: false },
    generator: { type: "boolean", default: false },
  },
});
const seconds = Number(options.seconds || (options.quick ? 3 : 10));
const warmUpSeconds = 2;
const calls = Number(options.calls);

type FromGenerator =
  | { kind: "ports"; ports: number[] }
  | { kind: "result"; sent: number; received: number; lateMs: number[] };
type ToGenerator = { kind: "start"; targets: number[]; seconds: number };

await (options.generator ? generate() : measure());

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
  const client = new MediaClient({ log: (line) => process.stderr.write(`${line}\n`) });
  const started = await client.start({
    socketPath: join(folder, "media.sock"),
    ports: "16000-21999",
    address: "127.0.0.1",
    workers: 1,
    io: options.io as IoChoice,
  });
  if (!started.ok) throw new Error(started.error.message);
  const generator = fork(new URL(import.meta.url), ["--generator", "--calls", String(calls)]);
  const [{ ports }] = (await once(generator, "message")) as [FromGenerator & { kind: "ports" }];
  const targets: number[] = [];
  for (let call = 0; call < calls; call++) targets.push(...(await openCall(client, call, ports, folder)));
  const start: ToGenerator = { kind: "start", targets, seconds: warmUpSeconds + seconds + 1 };
  generator.send(start);
  await pause(warmUpSeconds);
  const before = await statsOf(client);
  await pause(seconds);
  const after = await statsOf(client);
  const [result] = (await once(generator, "message")) as [FromGenerator & { kind: "result" }];
  generator.disconnect();
  await client.stop();
  rmSync(folder, { recursive: true });
  report(before, after, result);
}

async function openCall(
  client: MediaClient,
  call: number,
  ports: number[],
  folder: string,
): Promise<number[]> {
  const legIds = [`${call}-left`, `${call}-right`] as const;
  const opened: number[] = [];
  for (const [side, legId] of legIds.entries()) {
    const leg = (await ask(client, {
      kind: "open-leg",
      legId,
      callId: `${call}`,
      transport: "rtp",
    })) as OpenedLeg;
    opened.push(leg.port);
    await ask(client, {
      kind: "connect-leg",
      sdes: null,
      legId,
      codec: "PCMA",
      payloadType: 8,
      telephoneEventPayloadType: 101,
      remote: { address: "127.0.0.1", port: ports[2 * call + side] as number },
      webrtc: null,
      send: true,
      receive: true,
    });
  }
  await ask(client, { kind: "bridge", legA: legIds[0], legB: legIds[1] });
  if (!options["no-recording"]) {
    const path = join(folder, `${call}.wav`);
    const legs = { leftLegId: legIds[0], rightLegId: legIds[1] };
    await ask(client, { kind: "start-recording", recordingId: `${call}`, path, ...legs });
  }
  return opened;
}

async function ask(client: MediaClient, command: MediaCommand): Promise<unknown> {
  const result = await client.send(command);
  if (!result.ok) throw new Error(`${command.kind}: ${result.error.message}`);
  return result.value;
}

async function statsOf(client: MediaClient): Promise<MediaStats> {
  const stats = await client.stats();
  if (!stats.ok) throw new Error(stats.error.message);
  return stats.value;
}

function pause(lengthSeconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lengthSeconds * 1000));
}

function report(before: MediaStats, after: MediaStats, result: FromGenerator & { kind: "result" }): void {
  const relayedOf = (stats: MediaStats): number =>
    stats.workers.reduce((sum, worker) => sum + worker.packetsSent, 0);
  const packets = relayedOf(after) - relayedOf(before);
  const user = after.cpu.user - before.cpu.user;
  const system = after.cpu.system - before.cpu.system;
  const late = result.lateMs.toSorted((a, b) => a - b);
  const percentile = (share: number): number =>
    Math.round((late[Math.floor(late.length * share)] ?? 0) * 1000);
  console.log(`${calls} calls, ${Math.round(packets / seconds)} packets/s relayed`);
  console.log(
    JSON.stringify({
      bench: "media-relay",
      io: after.workers[0]?.io,
      calls,
      recorded: !options["no-recording"],
      seconds,
      packets,
      cpuMicrosPerPacket: Number(((user + system) / packets).toFixed(2)),
      userMicrosPerPacket: Number((user / packets).toFixed(2)),
      lostShare: Number((1 - result.received / result.sent).toFixed(5)),
      latencyMicros: { p50: percentile(0.5), p99: percentile(0.99) },
    }),
  );
}

/** The other process: two sockets per call, each sending a packet every 20 ms, counting what comes back. */
async function generate(): Promise<void> {
  const sockets: Socket[] = [];
  let received = 0;
  const lateMs: number[] = [];
  for (let i = 0; i < 2 * calls; i++) {
    const socket = createSocket({ type: "udp4", lookup: (host, _options, found) => found(null, host, 4) });
    socket.on("message", (bytes) => {
      received++;
      // The payload carries when it was sent.
      if (received % 16 === 0) lateMs.push(performance.now() - bytes.readDoubleBE(12));
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    sockets.push(socket);
  }
  const ports: FromGenerator = { kind: "ports", ports: sockets.map((socket) => socket.address().port) };
  process.send?.(ports);
  const [start] = (await once(process, "message")) as [ToGenerator];
  const sent = await sendAll(sockets, start);
  await pause(0.2);
  process.send?.({ kind: "result", sent, received, lateMs } satisfies FromGenerator);
  for (const socket of sockets) socket.close();
}

async function sendAll(sockets: Socket[], { targets, seconds: length }: ToGenerator): Promise<number> {
  const packets = sockets.map((_, i) => {
    const packet = Buffer.alloc(172, 0x55);
    packet.set([0x80, 8], 0);
    packet.writeUInt32BE(i + 1, 8);
    return packet;
  });
  const startMs = performance.now();
  const total = sockets.length * length * 50;
  for (let sent = 0; sent < total;) {
    // Legs take turns through the 20 ms, as the far sides of real calls do.
    const due = Math.min(total, Math.floor(((performance.now() - startMs) / 20) * sockets.length));
    for (; sent < due; sent++) {
      const index = sent % sockets.length;
      const frame = Math.floor(sent / sockets.length);
      const packet = packets[index] as Buffer;
      packet.writeUInt16BE(frame & 0xffff, 2);
      packet.writeUInt32BE((frame * 160) >>> 0, 4);
      packet.writeDoubleBE(performance.now(), 12);
      sockets[index]?.send(packet, targets[index] as number, "127.0.0.1");
    }
    await pause(0.001);
  }
  return total;
}
