// Sound over a bad network, through a real relay worker: what is measured, what is recorded, who is missed.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import {
  codecImpairment,
  createDtlsIdentity,
  meanOpinionScore,
  rating,
  RecordingThread,
  RelayWorker,
} from "@tandem/media";
import type { MediaEvent, OpenedLeg, RelayCommand } from "@tandem/media";
import { openTestRecording, recordingTerms } from "@tandem/media/testing";
import { freePorts } from "../support/free-ports.ts";
import { encodeALaw } from "../support/g711.ts";
import { RoughNetwork } from "../support/rough-network.ts";
import type { NetworkOptions } from "../support/rough-network.ts";
import { dominantFrequencyHz, levelDbfs, slice } from "../support/tone.ts";
import { until } from "../support/until.ts";
import { durationMs, readWav } from "../support/wav.ts";

const packetMs = 20;
const samplesPerPacket = 160;
const ssrc = 0x0a0b_0c0d;

/** Each second has a tone of its own, so that a recording shows which second it is. */
const toneOfSecond = (second: number): number => 400 + 100 * (second % 20);

/** Speaks one tone a second, packet by packet in its time. */
class Speaker implements AsyncDisposable {
  readonly #socket: Socket;
  #number = 65_400;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(): Promise<Speaker> {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new Speaker(socket);
  }

  get address() {
    return { address: "127.0.0.1", port: this.#socket.address().port };
  }

  async speak(port: number, lengthMs: number): Promise<void> {
    const startedMs = performance.now();
    for (let packet = 0; packet * packetMs < lengthMs; packet++) {
      const waitMs = startedMs + packet * packetMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.#socket.send(this.#packet(packet), port, "127.0.0.1");
    }
  }

  #packet(index: number): Buffer {
    const packet = Buffer.alloc(12 + samplesPerPacket);
    packet.writeUInt16BE(0x8008, 0);
    packet.writeUInt16BE(this.#number & 0xffff, 2);
    packet.writeUInt32BE((this.#number * samplesPerPacket) >>> 0, 4);
    packet.writeUInt32BE(ssrc, 8);
    this.#number++;
    const frequencyHz = toneOfSecond(Math.floor((index * packetMs) / 1000));
    for (let n = 0; n < samplesPerPacket; n++) {
      const phase = (2 * Math.PI * frequencyHz * (index * samplesPerPacket + n)) / 8000;
      packet[12 + n] = encodeALaw(Math.round(9000 * Math.sin(phase)));
    }
    return packet;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, "close");
    this.#socket.close();
    await closed;
  }
}

/** A relay worker with one leg behind a rough network, whose sound is recorded. */
async function recordedLeg(conditions: NetworkOptions) {
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-rough-"));
  const events: MediaEvent[] = [];
  const faults: string[] = [];
  const first = await freePorts(4);
  const worker = new RelayWorker(
    {
      addresses: ["127.0.0.1"],
      ports: { first, last: first + 3 },
      io: "auto",
      rtpTimeoutMs: 60_000,
      identity: createDtlsIdentity(),
    },
    { event: (event) => events.push(event), fault: (text) => faults.push(text), ended: () => {} },
  );
  const recordings = new RecordingThread({
    event: (event) => events.push(event),
    fault: (text) => faults.push(text),
    ended: () => {},
  });
  worker.setRecordingThread(recordings.connect());
  await worker.ready;
  const ask = async (command: RelayCommand): Promise<unknown> => {
    const outcome = await worker.send(command);
    assert.ok(outcome.ok, command.kind);
    return outcome.value;
  };
  const leg = (await ask({ kind: "open-leg", legId: "a", callId: "c", transport: "rtp" })) as OpenedLeg;
  const speaker = await Speaker.open();
  const network = await RoughNetwork.open(leg, conditions);
  const connect = (port: number) =>
    ask({
      kind: "connect-leg",
      legId: "a",
      codec: "PCMA",
      payloadType: 8,
      telephoneEventPayloadType: 101,
      remote: { address: "127.0.0.1", port },
      webrtc: null,
      sdes: null,
      send: true,
      receive: true,
    });
  await connect(speaker.address.port);
  const file = path.join(folder, "rough.trec");
  const sides = { leftLegId: "a", rightLegId: null };
  const askedMs = performance.now();
  await ask({ kind: "start-recording", recordingId: "r", path: file, ...recordingTerms, ...sides });
  const startedMs = performance.now();
  /** Stops recording; the sound in the file and how long it should be. */
  const recorded = async () => {
    const lengthMs = performance.now() - startedMs;
    const stoppingMs = performance.now();
    await ask({ kind: "stop-recording", recordingId: "r" });
    // It began and ended somewhere between question and answer.
    const toleranceMs = 20 + (startedMs - askedMs) + (performance.now() - stoppingMs);
    await until("the file is whole", () => events.some(({ kind }) => kind === "recording-finished"));
    const wavFile = path.join(folder, "rough.wav");
    writeFileSync(wavFile, (await openTestRecording(file)).wav);
    return { sound: readWav(wavFile), lengthMs, toleranceMs };
  };
  return {
    ask,
    events,
    speaker,
    network,
    connect,
    recorded,
    async [Symbol.asyncDispose]() {
      await speaker[Symbol.asyncDispose]();
      await network[Symbol.asyncDispose]();
      await worker.stop();
      await recordings.stop();
      rmSync(folder, { recursive: true });
      assert.deepEqual(faults, []);
    },
  };
}

type Quality = Extract<MediaEvent, { kind: "leg-quality" }>["received"] & object;

/** All intervals of the leg, once it is closed. */
async function qualities({ ask, events }: Awaited<ReturnType<typeof recordedLeg>>): Promise<Quality[]> {
  await ask({ kind: "close-leg", legId: "a" });
  await until("the leg's counts", () => events.some(({ kind }) => kind === "leg-stats"));
  return events.flatMap((event) => (event.kind === "leg-quality" && event.received ? [event.received] : []));
}

const sum = (list: readonly Quality[], name: "expected" | "lost" | "late" | "duplicates" | "outOfOrder") =>
  list.reduce((total, quality) => total + quality[name], 0);

/** What the E-model says of an interval's loss and delay, lost in bursts or not. */
function modelOf({ expected, lost, late, bufferMs }: Quality, burstRatio: number): number {
  const lossShare = (lost + late) / expected;
  return meanOpinionScore(
    rating({ ...codecImpairment("PCMA"), lossShare, burstRatio, delayMs: bufferMs + packetMs }),
  );
}

/** The file is as long as its time, and each second has its own tone; `delayMs` is what the network may hold back. */
function assertTrueToTime(
  sound: ReturnType<typeof readWav>,
  { lengthMs, toleranceMs }: { lengthMs: number; toleranceMs: number },
  seconds: number,
  delayMs: number,
) {
  const error = Math.abs(durationMs(sound) - lengthMs);
  assert.ok(error <= toleranceMs, `the recording is ${error} ms off`);
  for (let second = 0; second < seconds; second++) {
    const from = second * 1000 + delayMs + 120;
    const heard = dominantFrequencyHz(slice(sound, from, second * 1000 + 950), sound.sampleRateHz);
    const wanted = toneOfSecond(second);
    assert.ok(
      heard !== undefined && Math.abs(heard - wanted) < 15,
      `second ${second}: ${heard}, not ${wanted} Hz`,
    );
  }
}

test("with 5 % loss the rating falls to what the E-model says of that loss; the recording keeps its time", async () => {
  await using leg = await recordedLeg({ lossShare: 0.05, seed: 3 });
  await leg.speaker.speak(leg.network.port, 11_000);
  const { sound, ...times } = await leg.recorded();
  const measured = await qualities(leg);
  const { lost, came } = leg.network.counts.toTarget;
  // What is lost before the first or after the last that comes is missed by nobody.
  assert.ok(Math.abs(sum(measured, "lost") - lost) <= 2, `${sum(measured, "lost")}, lost were ${lost}`);
  assert.ok(lost / came > 0.03);
  const whole = measured[0] as Quality;
  // A pause of this machine makes packets late, in bursts; the network alone loses at random.
  const modelled = modelOf(whole, whole.burstRatio);
  assert.ok(Math.abs(whole.mos - modelled) < 0.12, `${whole.mos}, the E-model says ${modelled}`);
  const ofNetwork = modelOf({ ...whole, late: 0 }, 1);
  assert.ok(ofNetwork < 4.2 && ofNetwork > 3.5, `${ofNetwork}`);
  assertTrueToTime(sound, times, 10, 0);
});

test("60 ms of jitter, reordering and duplicates cost little, are counted, and the recording keeps its time", async () => {
  const conditions = { delayMs: 10, jitterMs: 60, reorderShare: 0.05, reorderMs: 40, duplicateShare: 0.05 };
  await using leg = await recordedLeg({ ...conditions, seed: 8 });
  await leg.speaker.speak(leg.network.port, 11_000);
  const { sound, ...times } = await leg.recorded();
  // One of the last, held back behind those after it, would count as lost.
  await until("all have come", () => leg.network.onTheirWay === 0);
  const measured = await qualities(leg);
  const { duplicated } = leg.network.counts.toTarget;
  assert.equal(sum(measured, "lost"), 0);
  assert.ok(Math.abs(sum(measured, "duplicates") - duplicated) <= 2 && duplicated > 10);
  assert.ok(sum(measured, "outOfOrder") > 5);
  const second = measured[1] as Quality;
  assert.ok(second.jitterMs > 3, `${second.jitterMs} ms`);
  assert.ok(second.bufferMs > 40, "the buffer has grown with the jitter");
  // How many come too late for the buffer, a pause of this machine decides as well; the rating has to follow them.
  const modelled = modelOf(second, second.burstRatio);
  assert.ok(Math.abs(second.mos - modelled) < 0.12, `${second.mos}, the E-model says ${modelled}`);
  const clean = meanOpinionScore(
    rating({ ...codecImpairment("PCMA"), lossShare: 0, burstRatio: 1, delayMs: 60 }),
  );
  assert.ok(second.mos < clean, "but not as good as a quiet network");
  assertTrueToTime(sound, times, 10, 110);
});

test("a NAT that rebinds: the stranger is not let in, is missed within three seconds, and signalling lets it in", async () => {
  await using leg = await recordedLeg({ seed: 1 });
  await leg.speaker.speak(leg.network.port, 2000);
  leg.network.rebind();
  const reboundAt = Date.now();
  await leg.speaker.speak(leg.network.port, 3000);
  const silent = leg.events.find((event) => event.kind === "leg-silent");
  assert.ok(silent && silent.at - reboundAt < 3000, "missed in time");
  assert.equal(silent.reason, "stopped");
  // A re-INVITE names the new address.
  await leg.connect(leg.speaker.address.port + 2);
  await leg.speaker.speak(leg.network.port, 2000);
  assert.ok(leg.events.some(({ kind }) => kind === "leg-sounding"));
  const { sound, lengthMs, toleranceMs } = await leg.recorded();
  assert.ok(Math.abs(durationMs(sound) - lengthMs) <= toleranceMs);
  const tonesAt = [500, 1500, 5500, 6500].map((at) =>
    dominantFrequencyHz(slice(sound, at, at + 350), sound.sampleRateHz),
  );
  tonesAt.forEach((heard, index) => {
    const wanted = toneOfSecond(index % 2);
    assert.ok(heard !== undefined && Math.abs(heard - wanted) < 15, tonesAt.join(", "));
  });
  assert.ok(levelDbfs(slice(sound, 2500, 4500)) < -60, "silence of its length");
  const measured = await qualities(leg);
  assert.ok(
    Math.abs(sum(measured, "lost") - 150) < 10,
    `${sum(measured, "lost")} of three seconds were lost`,
  );
});
