import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { err, FactBus, makeFact, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, LegId, Result, TenantId } from "@tandem/kernel";
import { chunkBytes, createRecordingOutput, RecordingWriter } from "@tandem/media";
import type { MediaCommand } from "@tandem/media";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact } from "#telephony/calls";
import type { RecordingFact } from "./recording-facts.ts";
import { Recordings } from "./recording-service.ts";
import type { RecordingSnapshot } from "./recording.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const callerLegId = newId<LegId>();
const agentLegId = newId<LegId>();
const agentId = newId<AgentId>();

const dataKey = randomBytes(32);
const keys = {
  newDataKey: () => ok({ dataKey: Buffer.from(dataKey), keyId: "k", wrappedKey: randomBytes(40) }),
  unwrap: () => ok(Buffer.from(dataKey)),
};

/** Media as recordings know it: it records open legs only, and what is not begun cannot be changed. */
class RecordingMedia {
  readonly openLegs = new Set<string | null>([callerLegId, agentLegId, null]);
  readonly recorded = new Set<string>();

  readonly asked: string[] = [];
  isLost = false;
  /** Who was said to be right, in order. */
  readonly rights: (string | null)[] = [];

  async send(command: MediaCommand): Promise<Result<null, { kind: string; message: string }>> {
    const continues = "continues" in command && command.continues;
    this.asked.push(continues ? "continue" : command.kind);
    if (this.isLost) return err({ kind: "media-lost", message: "" });
    if (command.kind === "set-recording-right")
      this.rights.push(`${command.conferenceId === callId ? "mix of " : ""}${command.party}`);
    if (command.kind === "start-recording") {
      const missing = [command.leftLegId, command.rightLegId].find((legId) => !this.openLegs.has(legId));
      if (missing !== undefined) return err({ kind: "no-such-leg", message: String(missing) });
      this.recorded.add(command.recordingId);
      return ok(null);
    }
    const isKnown = "recordingId" in command && this.recorded.has(command.recordingId);
    return isKnown ? ok(null) : err({ kind: "no-such-recording", message: command.kind });
  }
}

function rig(context: TestContext) {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tandem-recordings-"));
  context.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const facts = new FactBus<BridgeFact | CallFact | RecordingFact>((error) => {
    throw error;
  });
  const media = new RecordingMedia();
  const clock = systemClock;
  const recordings = new Recordings({ media, dataDirectory, keys, clock, facts, below: facts });
  const told = (type: RecordingFact["type"]) =>
    new Promise<Record<string, unknown>>((resolve) => void facts.on(type, (fact) => resolve({ ...fact })));
  return { media, recordings, facts, told };
}

test("an agent who leaves while the file is being opened leaves the caller's side to record", async (context) => {
  const { media, recordings, facts } = rig(context);
  const { promise: told, resolve } = Promise.withResolvers<string>();
  facts.on("RecordingStarted", ({ type }) => resolve(type));
  facts.on("RecordingFailed", ({ reason }) => resolve(reason));

  const legs = { tenantId, callId, callerLegId, agentLegId, agentId };
  facts.publish(makeFact<BridgeFact>(systemClock, { type: "LegsBridged", ...legs }));
  const end = { endedLegId: agentLegId, cause: "hung-up-remotely" };
  facts.publish(makeFact<BridgeFact>(systemClock, { type: "BridgeEnded", ...legs, ...end }));
  media.openLegs.delete(agentLegId);

  assert.equal(await told, "RecordingStarted");
  assert.equal(recordings.unfinished, 1);
});

const bridged = { type: "LegsBridged", tenantId, callId, callerLegId, agentLegId, agentId } as const;

test("silence is asked for at once, also before media has begun, and ends when somebody else takes over", async (context) => {
  const { media, recordings, facts, told } = rig(context);
  assert.deepEqual(recordings.pause(callId, agentId), { ok: false, error: { kind: "not-recorded" } });
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const started = told("RecordingStarted");
  const paused = told("RecordingPaused");
  assert.ok(recordings.pause(callId, agentId).ok);
  assert.ok(recordings.pause(callId, agentId).ok, "twice is once");
  assert.equal((await paused)["agentId"], agentId);
  assert.equal(recordings.stateOf(callId), "paused");
  await started;
  assert.deepEqual(media.asked, ["start-recording", "pause-recording"]);

  // On hold and back: the same agent, who asked for silence still.
  facts.publish(makeFact<BridgeFact>(systemClock, { ...bridged, type: "BridgeParked" }));
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  assert.equal(recordings.stateOf(callId), "paused");
  const resumed = told("RecordingResumed");
  const colleague = newId<LegId>();
  facts.publish(makeFact<BridgeFact>(systemClock, { ...bridged, agentLegId: colleague }));
  assert.equal((await resumed)["agentId"], null);
  assert.equal(recordings.stateOf(callId), "running");
  assert.equal(media.asked.at(-1), "resume-recording");
});

test("a conversation of more is recorded as the caller hears it, also when it began before the file was open", async (context) => {
  const { media, facts, told } = rig(context);
  const supervisor = newId<LegId>();
  const parties = (guests: LegId[], ...heardLegIds: LegId[]) => {
    const all = guests.map((legId) => ({ legId, agentId: null, role: "barge" as const }));
    const content = { ...bridged, type: "BridgePartiesChanged", guests: all, heardLegIds } as const;
    facts.publish(makeFact<BridgeFact>(systemClock, content));
  };
  const started = told("RecordingStarted");
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  parties([supervisor], agentLegId);
  await started;
  assert.deepEqual(media.asked, ["start-recording", "set-recording-right"]);
  parties([supervisor], agentLegId, supervisor);
  parties([supervisor]);
  parties([], agentLegId);
  const [agent, other] = [`leg:${agentLegId}`, `leg:${supervisor}`];
  assert.deepEqual(media.rights, [`mix of ${agent}`, `mix of ${agent}+${other}`, "mix of null", agent]);
});

test("a disk that takes no more is told with the second from which nothing is kept; what there is stays", async (context) => {
  const { recordings, facts, told } = rig(context);
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const { recordingId, path } = (await told("RecordingStarted")) as { recordingId: string; path: string };
  const [incomplete, stored] = [told("RecordingIncomplete"), told("RecordingStored")];
  const file = { recordingId, path, durationMs: 61_500, bytes: 9, sha256: "s", at: 0 };
  recordings.onMediaEvent({ kind: "recording-finished", ...file, failure: "ENOSPC" });
  assert.deepEqual([(await incomplete)["fromMs"], (await incomplete)["reason"]], [61_500, "ENOSPC"]);
  const { incompleteFromMs, durationMs, sha256 } = await stored;
  assert.deepEqual([incompleteFromMs, durationMs, sha256], [61_500, 61_500, "s"]);
  assert.equal(recordings.unfinished, 0);
  assert.equal(recordings.stateOf(callId), undefined);
});

test("a disk that hangs is told at once, and once; the file is kept when the disk takes it", async (context) => {
  const { recordings, facts, told } = rig(context);
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const { recordingId, path } = (await told("RecordingStarted")) as { recordingId: string; path: string };
  const incomplete = told("RecordingIncomplete");
  const reason = "the disk is too slow";
  recordings.onMediaEvent({ kind: "recording-incomplete", recordingId, fromMs: 5500, reason, at: 0 });
  assert.equal((await incomplete)["fromMs"], 5500);
  assert.deepEqual([recordings.stateOf(callId), recordings.unfinished], [undefined, 1]);
  const [again, stored] = [told("RecordingIncomplete"), told("RecordingStored")];
  const file = { recordingId, path, durationMs: 5500, bytes: 9, sha256: "s", at: 0 };
  recordings.onMediaEvent({ kind: "recording-finished", ...file, failure: reason });
  assert.deepEqual([(await stored)["incompleteFromMs"], recordings.unfinished], [5500, 0]);
  assert.equal(await Promise.race([again, Promise.resolve("silence")]), "silence");
});

test("a file that could not be made is told as failed", async (context) => {
  const { recordings, facts, told } = rig(context);
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const { recordingId, path } = (await told("RecordingStarted")) as { recordingId: string; path: string };
  const failed = told("RecordingFailed");
  const nothing = { recordingId, path, durationMs: 0, bytes: 0, sha256: null, at: 0 };
  recordings.onMediaEvent({ kind: "recording-finished", ...nothing, failure: "EROFS" });
  assert.deepEqual([(await failed)["reason"], recordings.unfinished], ["EROFS", 0]);
});

test("a recording goes on in a later process; one that media lost is made whole and kept", async (context) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tandem-recordings-"));
  context.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const process = () => {
    const facts = new FactBus<BridgeFact | CallFact | RecordingFact>((error) => {
      throw error;
    });
    const told: RecordingFact[] = [];
    for (const type of ["RecordingStarted", "RecordingStored", "RecordingFailed"] as const)
      facts.on(type, (fact) => void told.push(fact));
    const media = new RecordingMedia();
    const recordings = new Recordings({
      media,
      dataDirectory,
      keys,
      clock: systemClock,
      facts,
      below: facts,
    });
    return { facts, media, recordings, told };
  };
  const before = process();
  const legs = { tenantId, callId, callerLegId, agentLegId, agentId };
  before.facts.publish(makeFact<BridgeFact>(systemClock, { type: "LegsBridged", ...legs }));
  const text = JSON.stringify(before.recordings.snapshot(callId));
  const snapshot = () => JSON.parse(text) as RecordingSnapshot;

  const after = process();
  after.recordings.restore(snapshot(), "running");
  assert.deepEqual([after.recordings.unfinished, after.told], [1, []]);
  assert.equal(JSON.stringify(after.recordings.snapshot(callId)), text);
  const { id: recordingId, path } = snapshot();
  const finished = { recordingId, path, durationMs: 90_000, bytes: 1_440_058, sha256: "s", at: 1 };
  after.recordings.onMediaEvent({ kind: "recording-finished", ...finished });
  assert.deepEqual(
    after.told.map((fact) => [fact.type, "durationMs" in fact && fact.durationMs]),
    [["RecordingStored", 90_000]],
  );

  const without = process();
  const { promise: given, resolve } = Promise.withResolvers<string>();
  without.facts.on("RecordingFailed", ({ recordingId: id }) => resolve(id));
  without.recordings.restore(snapshot(), "over");
  assert.equal(await given, recordingId, "there never was a file");

  const silent = process();
  leaveFile(silent.recordings, recordingId, path);
  const key = { keyId: "k", wrappedKey: "AAAA" };
  silent.recordings.restore({ ...snapshot(), key }, "waiting");
  const continued = new Promise((goOn) => void silent.facts.on("RecordingContinued", goOn));
  silent.facts.publish(makeFact<CallFact>(systemClock, { type: "MediaRestarted", tenantId, callId }));
  await continued;
  assert.deepEqual(silent.media.asked, ["continue"]);
  // The phones of a recording that runs were told of their ports: that is no reason to begin it again.
  silent.facts.publish(makeFact<CallFact>(systemClock, { type: "MediaRestarted", tenantId, callId }));
  await new Promise((resolve_) => setImmediate(resolve_));
  assert.deepEqual(silent.media.asked, ["continue"]);
});

/** What media had written of a recording when it died: a second. */
function leaveFile(recordings: Recordings, recordingId: string, path: string): void {
  const file = recordings.fileOf(path);
  mkdirSync(dirname(file), { recursive: true });
  const header = { recordingId, startedAt: 0, keyId: "k", wrappedKey: randomBytes(40) };
  const writer = new RecordingWriter(createRecordingOutput(file), header, dataKey);
  for (let chunk = 0; chunk < 2; chunk++) writer.appendChunk(new Uint8Array(chunkBytes));
  writer.close();
}

test("media dies: the recording goes on with the next one, in the same file, and says what is missing", async (context) => {
  const { media, recordings, facts, told } = rig(context);
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const { recordingId, path } = (await told("RecordingStarted")) as { recordingId: string; path: string };
  recordings.pause(callId, agentId);
  leaveFile(recordings, recordingId, path);
  media.isLost = true;
  recordings.onMediaLost();
  assert.equal(recordings.unfinished, 1);
  media.isLost = false;
  media.asked.length = 0;
  const continued = told("RecordingContinued");
  facts.publish(makeFact<CallFact>(systemClock, { type: "MediaRestarted", tenantId, callId }));
  const { fromMs, untilMs } = await continued;
  assert.equal(fromMs, 1000);
  assert.ok(Number(untilMs) >= 0);
  assert.deepEqual(media.asked, ["continue", "pause-recording"]);
  // Only a repair can speak for a file of two processes.
  const stored = told("RecordingStored");
  const finished = { recordingId, path, durationMs: 1000, bytes: 9, sha256: null, at: 0 };
  recordings.onMediaEvent({ kind: "recording-finished", ...finished });
  const { durationMs, sha256 } = await stored;
  assert.equal(durationMs, 1000);
  assert.match(String(sha256), /^[0-9a-f]{64}$/);
});

test("a worker dies: the recording goes on in its file once the legs are elsewhere, or is kept when the call ends", async (context) => {
  const { media, recordings, facts, told } = rig(context);
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const { recordingId, path } = (await told("RecordingStarted")) as { recordingId: string; path: string };
  leaveFile(recordings, recordingId, path);
  const interrupt = () => {
    media.recorded.delete(recordingId);
    recordings.onMediaEvent({ kind: "recording-interrupted", recordingId, at: 0 });
  };
  const goOn = () =>
    facts.publish(makeFact<CallFact>(systemClock, { type: "MediaRestarted", tenantId, callId }));
  interrupt();
  media.asked.length = 0;
  const continued = told("RecordingContinued");
  goOn();
  goOn();
  assert.equal((await continued)["fromMs"], 1000);
  assert.deepEqual(media.asked, ["continue"], "it is gone on with once");

  interrupt();
  const stored = told("RecordingStored");
  const end = { cause: "completed", by: "caller" } as const;
  facts.publish(makeFact<CallFact>(systemClock, { type: "CallEnded", tenantId, callId, ...end }));
  assert.equal((await stored)["durationMs"], 1000);
  assert.equal(recordings.unfinished, 0);
});

test("media dies before it began, or while the call ends: recorded from then on, or kept as it is", async (context) => {
  const { media, recordings, facts, told } = rig(context);
  media.isLost = true;
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  recordings.onMediaLost();
  while (media.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  media.isLost = false;
  const started = told("RecordingStarted");
  facts.publish(makeFact<CallFact>(systemClock, { type: "MediaRestarted", tenantId, callId }));
  const { recordingId, path } = (await started) as { recordingId: string; path: string };
  assert.deepEqual(media.asked, ["start-recording", "start-recording"]);

  leaveFile(recordings, recordingId, path);
  media.isLost = true;
  recordings.onMediaLost();
  const stored = told("RecordingStored");
  const end = { cause: "completed", by: "caller" } as const;
  facts.publish(makeFact<CallFact>(systemClock, { type: "CallEnded", tenantId, callId, ...end }));
  assert.equal((await stored)["durationMs"], 1000);
  assert.equal(recordings.unfinished, 0);
});

test("a message is a recording of the caller alone, behind that of the conversation, and ends before the call", async (context) => {
  const { media, recordings, facts, told } = rig(context);
  const first = told("RecordingStarted");
  facts.publish(makeFact<BridgeFact>(systemClock, bridged));
  const talk = (await first)["recordingId"];
  recordings.endMessage(callId);
  assert.ok(!media.asked.includes("stop-recording"), "a conversation is no message");
  const second = told("RecordingStarted");
  const message = recordings.recordMessage({ tenantId, callId, legId: callerLegId });
  assert.equal((await second)["recordingId"], message);
  assert.notEqual(message, talk);
  assert.deepEqual(media.asked, ["start-recording", "stop-recording", "start-recording"]);
  const kept = recordings.snapshot(callId);
  assert.deepEqual([kept?.leftLegId, kept?.rightLegId, kept?.isMessage], [callerLegId, null, true]);
  recordings.endMessage(callId);
  assert.deepEqual([media.asked.at(-1), recordings.isMessage(callId)], ["stop-recording", false]);
});
