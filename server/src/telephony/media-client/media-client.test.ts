import assert from "node:assert/strict";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createSocket } from "node:dgram";
import { ok } from "@tandem/kernel";
import { LineDecoder } from "@tandem/media";
import type { MediaCommand, MediaEvent, MediaLine, OpenedLeg } from "@tandem/media";
import { readAsWav, repairRecording } from "@tandem/media/control";
import { MediaClient } from "./index.ts";

let nextPort = 20_000;

/** A running client with its events; `stop` is the test's own business where it kills the process. */
async function startClient(options: { workers?: number; orphanTimeoutMs?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-media-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const client = new MediaClient({ log: (line) => lines.push(line) });
  const events: MediaEvent[] = [];
  const waiting: { kind: string; resolve(event: MediaEvent): void }[] = [];
  client.onEvent((event) => {
    events.push(event);
    for (const one of waiting) if (one.kind === event.kind) one.resolve(event);
  });
  const socketPath = join(folder, "media.sock");
  const ports = `${nextPort}-${nextPort + 99}`;
  nextPort += 100;
  const started = await client.start({ socketPath, ports, addresses: ["127.0.0.1"], workers: 1, ...options });
  assert.ok(started.ok, lines.join("\n"));
  const event = async (kind: MediaEvent["kind"]): Promise<MediaEvent> =>
    events.find((come) => come.kind === kind) ??
    (await new Promise<MediaEvent>((resolve) => waiting.push({ kind, resolve })));
  return { client, folder, socketPath, lines, events, event };
}

async function ask(client: MediaClient, command: MediaCommand): Promise<unknown> {
  const result = await client.send(command);
  if (!result.ok) assert.fail(`${command.kind}: ${result.error.kind}: ${result.error.message}`);
  return result.value;
}

async function openLeg(client: MediaClient, legId: string, callId = "call"): Promise<OpenedLeg> {
  return (await ask(client, { kind: "open-leg", legId, callId, transport: "rtp" })) as OpenedLeg;
}

/** A leg whose far side is a plain UDP socket. */
async function connectedLeg(client: MediaClient, legId: string) {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const opened = await openLeg(client, legId);
  await ask(client, {
    kind: "connect-leg",
    sdes: null,
    legId,
    codec: "PCMA",
    payloadType: 8,
    telephoneEventPayloadType: null,
    remote: { address: "127.0.0.1", port: socket.address().port },
    webrtc: null,
    send: true,
    receive: true,
  });
  return { socket, opened };
}

function linearWav(samples: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + 2 * samples, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(2 * samples, 40);
  return Buffer.concat([header, Buffer.alloc(2 * samples)]);
}

test("a whole media process: legs, playback from a file, statistics, a good end", async () => {
  const { client, folder, events, event } = await startClient({ workers: 2 });
  const { socket } = await connectedLeg(client, "a");
  const prompt = join(folder, "prompt.wav");
  writeFileSync(prompt, linearWav(480));
  const play = { kind: "play", legId: "a", loop: false, stopOnDigit: false } as const;
  await ask(client, { ...play, playbackId: "good", files: [prompt, prompt] });
  const finished = await event("playback-finished");
  assert.deepEqual(finished, {
    kind: "playback-finished",
    legId: "a",
    playbackId: "good",
    reason: "completed",
    at: finished.at,
  });
  await ask(client, { ...play, playbackId: "bad", files: [join(folder, "missing.wav")] });
  assert.ok(events.some((come) => come.kind === "playback-finished" && come.reason === "file-unreadable"));
  const stats = await client.stats();
  assert.ok(stats.ok);
  assert.equal(stats.value.pid, client.status().pid);
  assert.equal(
    stats.value.workers.reduce((sum, worker) => sum + worker.packetsSent, 0),
    6,
  );
  assert.deepEqual(await client.send({ kind: "unbridge", legId: "zz" }), {
    ok: false,
    error: { kind: "no-such-leg", message: "zz" },
  });
  await ask(client, { kind: "close-leg", legId: "a" });
  assert.deepEqual({ ...client.status(), pid: 0 }, { pid: 0, ready: true, legs: 0, restarts: 0 });
  await client.stop();
  socket.close();
  assert.equal((await client.send({ kind: "stats" })).ok, false);
});

test("legs of one call share a worker; legs of two calls may not be bridged", async () => {
  const { client } = await startClient({ workers: 2 });
  await openLeg(client, "a", "one");
  await openLeg(client, "b", "one");
  await openLeg(client, "c", "two");
  await ask(client, { kind: "bridge", legA: "a", legB: "b" });
  const refused = await client.send({ kind: "bridge", legA: "a", legB: "c" });
  assert.equal(refused.ok ? "" : refused.error.kind, "different-workers");
  await client.stop();
});

test("a killed media process is told, restarted, and its recording can be repaired", async () => {
  const { client, folder } = await startClient();
  const { socket, opened } = await connectedLeg(client, "a");
  const path = join(folder, "call.trec");
  const dataKey = randomBytes(32);
  await ask(client, {
    kind: "start-recording",
    recordingId: "r",
    path,
    startedAt: 0,
    leftLegId: "a",
    leftParty: "leg:a",
    rightLegId: null,
    rightParty: null,
    seal: { dataKey: dataKey.toString("base64"), wrappedKey: "", keyId: "k" },
  });
  const packet = Buffer.alloc(172, 0x55);
  packet.set([0x80, 8], 0);
  const frames = 90;
  await new Promise<void>((resolve) => {
    let sent = 0;
    const timer = setInterval(() => {
      packet.writeUInt16BE(sent, 2);
      packet.writeUInt32BE(sent * 160, 4);
      socket.send(packet, opened.port, opened.address);
      if (++sent === frames) resolve(clearInterval(timer));
    }, 20);
  });
  const lost = new Promise<void>((resolve) => client.onLost(resolve));
  const restarted = new Promise<void>((resolve) => client.onRestarted(resolve));
  const formerPid = client.status().pid as number;
  process.kill(formerPid, "SIGKILL");
  await lost;
  const repaired = await repairRecording(path, () => ok(dataKey));
  assert.ok(repaired.ok);
  assert.ok(
    repaired.value.durationMs >= 500 && repaired.value.durationMs < 2500,
    `${repaired.value.durationMs} ms`,
  );
  const wav = await readAsWav(path, () => ok(dataKey));
  assert.ok(wav.ok);
  const file = wav.value;
  assert.equal(file.readUInt32LE(54), file.length - 58);
  assert.equal(file.readUInt32LE(46) * 2, file.length - 58);
  assert.ok(file.subarray(58).filter((byte, i) => i % 2 === 0 && byte === 0x55).length > 3000);
  await restarted;
  assert.notEqual(client.status().pid, formerPid);
  assert.equal(client.status().restarts, 1);
  await openLeg(client, "a");
  await client.stop();
  socket.close();
});

test("bad lines are answered and harm nobody; a second connection takes over; the last to leave ends it", async () => {
  const { client, socketPath, lines } = await startClient({ orphanTimeoutMs: 50 });
  await openLeg(client, "a");
  const raw = connect(socketPath);
  const decoder = new LineDecoder();
  const answers: MediaLine[] = [];
  const three = new Promise<void>((resolve) => {
    raw.on("data", (chunk) => {
      answers.push(...(decoder.push(chunk).lines as MediaLine[]));
      if (answers.length === 3) resolve();
    });
  });
  raw.write('nonsense\n{"id":7,"command":{"kind":"dance"}}\n{"id":8,"command":{"kind":"stats"}}\n');
  await three;
  const byId = new Map(answers.map((answer) => ["event" in answer ? -1 : answer.id, answer]));
  assert.equal((byId.get(null) as { error: { kind: string } }).error.kind, "bad-command");
  assert.equal((byId.get(7) as { error: { kind: string } }).error.kind, "bad-command");
  assert.equal((byId.get(8) as { value: { legs: number } }).value.legs, 1);
  const lost = new Promise<void>((resolve) => client.onLost(resolve));
  raw.destroy();
  await lost;
  await client.stop();
  assert.ok(lines.some((line) => line.startsWith("media-host ready")));
});
