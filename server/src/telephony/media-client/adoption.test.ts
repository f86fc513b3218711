import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "@tandem/kernel";
import type { MediaCommand, MediaEvent, MediaList } from "@tandem/media";
import { MediaClient } from "./index.ts";
import { MediaConnection } from "./media-connection.ts";
import { MediaProcess } from "./media-process.ts";

let nextPort = 27_000;

/** A media process whose control has died: one leg is open, and a recording of it runs. */
async function orphan() {
  const folder = mkdtempSync(join(tmpdir(), "tandem-orphan-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const socketPath = join(folder, "media.sock");
  const ports = `${nextPort}-${nextPort + 99}`;
  nextPort += 100;
  const options = { socketPath, ports, addresses: ["127.0.0.1"], workers: 1 };
  const host = new MediaProcess(options, () => {});
  await host.ready;
  const opened = await MediaConnection.open(socketPath, systemClock, () => {});
  assert.ok(opened.ok);
  const control = opened.value;
  const ask = async (command: MediaCommand) => assert.ok((await control.send(command, 5000)).ok);
  await ask({ kind: "open-leg", legId: "a", callId: "call", transport: "rtp" });
  const path = join(folder, "call.trec");
  const seal = {
    dataKey: randomBytes(32).toString("base64"),
    wrappedKey: randomBytes(40).toString("base64"),
    keyId: "k",
  };
  const sides = { leftLegId: "a", leftParty: "leg:a", rightLegId: null, rightParty: null };
  await ask({ kind: "start-recording", recordingId: "r", path, startedAt: 0, seal, ...sides });
  control.close();
  await control.closed;
  return { options, host };
}

function clientWithEvents() {
  const client = new MediaClient({ log: () => {} });
  const events: MediaEvent[] = [];
  const waiting: ((event: MediaEvent) => void)[] = [];
  client.onEvent((event) => {
    events.push(event);
    for (const hear of waiting) hear(event);
  });
  const next = (kind: MediaEvent["kind"]) =>
    new Promise<MediaEvent>((resolve) => {
      waiting.push((event) => void (event.kind === kind && resolve(event)));
    });
  return { client, events, next };
}

test("speech outlives control: the next one adopts legs and recordings and goes on with them", async () => {
  const { options, host } = await orphan();
  const { client, events, next } = clientWithEvents();
  const found: MediaList[] = [];
  const started = await client.start(options, (list) => found.push(list) > 0);
  assert.ok(started.ok);
  assert.deepEqual(started.value, {
    protocolVersion: 3,
    pid: host.pid,
    legs: [{ legId: "a", callId: "call", playbackId: null }],
    recordings: ["r"],
    lostEvents: 0,
  });
  assert.deepEqual(
    [found.length, client.status()],
    [1, { pid: host.pid, ready: true, legs: 1, restarts: 0 }],
  );

  const stopped = await client.send({ kind: "stop-recording", recordingId: "r" });
  assert.ok(stopped.ok);
  await client.stats();
  assert.deepEqual(events, [], "events wait until the calls are there");
  const finished = next("recording-finished");
  client.releaseEvents();
  assert.equal((await finished).kind, "recording-finished");
  await client.stop();
  await host.exited;
});

test("an adopted media process that dies is told and started again", async () => {
  const { options, host } = await orphan();
  const { client } = clientWithEvents();
  assert.ok((await client.start(options, () => true)).ok);
  const lost = new Promise<void>((resolve) => client.onLost(resolve));
  const restarted = new Promise<void>((resolve) => client.onRestarted(resolve));
  process.kill(host.pid as number, "SIGKILL");
  await lost;
  await restarted;
  assert.notEqual(client.status().pid, host.pid);
  assert.deepEqual(client.status().legs, 0);
  assert.ok((await client.send({ kind: "open-leg", legId: "b", callId: "c", transport: "rtp" })).ok);
  await client.stop();
});

test("a media process that nobody wants is ended, and a fresh one started in its place", async () => {
  const { options, host } = await orphan();
  const { client } = clientWithEvents();
  const started = await client.start(options);
  assert.deepEqual(started, { ok: true, value: null });
  await host.exited;
  assert.notEqual(client.status().pid, host.pid);
  await client.stop();
});
