// A speech engine hears a live call: both sides apart, in time and in tune; one that does not read loses frames, and
// nobody else notices.
import assert from "node:assert/strict";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { ApiClient } from "../support/api-client.ts";
import { readLiveState } from "../support/live-state.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";
import { tonePresentMs, toneToNoiseDb } from "../support/tone.ts";
import { until } from "../support/until.ts";

type Frame = { side: number; sequence: number; atMs: number; lost: number; samples: Int16Array };
type Text = Record<string, unknown>;

/** A client as engines are: Node's own WebSocket, with a header. */
class Engine {
  readonly texts: Text[] = [];
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  closed: number | undefined;

  constructor(tandem: Tandem, token: string) {
    this.socket = new WebSocket(`${tandem.wsUrl}/api/v1/audio-tap`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.texts.push(JSON.parse(data) as Text);
      else this.frames.push(readFrame(Buffer.from(data as ArrayBuffer)));
    });
    this.socket.addEventListener("close", ({ code }) => (this.closed = code));
    this.socket.addEventListener("error", () => (this.closed ??= -1));
  }

  /** The latest second of a side. */
  latest(side: number): Int16Array {
    const own = this.frames.filter((frame) => frame.side === side).slice(-50);
    return Int16Array.from(own.flatMap(({ samples }) => [...samples]));
  }
}

function readFrame(bytes: Buffer): Frame {
  assert.deepEqual([bytes[0], bytes.readUInt16LE(2)], [1, 0]);
  const samples = Int16Array.from({ length: (bytes.length - 16) / 2 }, (_, i) =>
    bytes.readInt16LE(16 + 2 * i),
  );
  return {
    side: bytes[1] as number,
    sequence: bytes.readUInt32LE(4),
    atMs: bytes.readUInt32LE(8),
    lost: bytes.readUInt32LE(12),
    samples,
  };
}

/** A client that has shaken hands and then reads nothing. */
async function deafEngine(tandem: Tandem, token: string): Promise<Socket> {
  const { hostname, port } = new URL(tandem.httpUrl);
  const socket = connect(Number(port), hostname);
  const lines = [
    "GET /api/v1/audio-tap HTTP/1.1",
    `Host: ${hostname}:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Authorization: Bearer ${token}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  assert.match(answer.toString("latin1"), /^HTTP\/1\.1 101 /);
  socket.pause();
  return socket;
}

test("both sides apart at 16 kHz, a slow client beside it, and the story in the call's record", async () => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({ env: { TANDEM_AUDIO_TAP: "on" } });
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${tandem.ports.sip}`,
    speaks: tones.phone(agentHz),
    answers: "auto",
  });
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
  await caller.dial(`sip:4000@127.0.0.1:${tandem.ports.sip}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
  const { calls } = await readLiveState(tandem, admin);
  const callId = calls?.[0]?.id ?? "";
  const ask = (body: { sides?: "caller" | "agent" | "both"; rateHz?: 8000 | 16_000 } = {}) =>
    admin.call(endpoints.offerAudioTap, { params: { callId }, body });

  const refused = await agent.fetch(endpoints.offerAudioTap, { params: { callId } });
  assert.equal(refused.status, 403, "an agent has not the right");
  const stranger = new Engine(tandem, "no-token-of-ours");
  await until("the stranger is refused", () => stranger.closed !== undefined);

  const { token } = await ask();
  const engine = new Engine(tandem, token);
  await until("the engine hears the caller", () => engine.frames.length > 50);
  assert.deepEqual(
    { ...engine.texts[0], tapId: null },
    {
      type: "start",
      version: 1,
      tapId: null,
      callId,
      sides: [
        { side: 0, name: "caller" },
        { side: 1, name: "agent" },
      ],
      encoding: "s16le",
      rateHz: 16_000,
      frameMs: 20,
    },
  );
  const again = new Engine(tandem, token);
  await until("a token is used up", () => again.closed !== undefined);

  await caller.waitHeard(5000);
  await caller.sendDigits("1");
  await phone.waitForEvent("CALL_ESTABLISHED");
  const deaf = await deafEngine(tandem, (await ask({ rateHz: 16_000 })).token);
  const isAgentHeard = () => tonePresentMs(engine.latest(1), 16_000, agentHz) > 900;
  await until("the engine hears the agent", isAgentHeard, 15_000);
  // A machine that stops for long makes silence in between; a second comes in which it does not.
  const clear = () => [
    toneToNoiseDb(engine.latest(0), 16_000, callerHz),
    toneToNoiseDb(engine.latest(1), 16_000, agentHz),
  ];
  await until("both tones are clear", () => Math.min(...clear()) > 25, 20_000);
  assert.ok(tonePresentMs(engine.latest(0), 16_000, agentHz) < 100, "the sides are apart");
  for (const side of [0, 1]) {
    const own = engine.frames.filter((frame) => frame.side === side);
    own.forEach(({ sequence, atMs, samples, lost }, index) => {
      assert.deepEqual([sequence, atMs, samples.length, lost], [index, index * 20, 320, 0]);
    });
  }

  await caller.hangUp();
  await until("the engine is told of the end", () => engine.closed !== undefined);
  const end = engine.texts.at(-1);
  assert.deepEqual({ ...end, frames: null }, { type: "end", reason: "call-ended", frames: null, lost: 0 });
  assert.equal(end?.["frames"], engine.frames.length);
  deaf.destroy();
  const [summary] = await admin.callRecords(1);
  const call = await admin.callDetail(summary?.id ?? "");
  const story = call.timeline.filter(({ type }) => type.startsWith("AudioTap")).map(({ type }) => type);
  assert.deepEqual(story.toSorted(), [
    "AudioTapEnded",
    "AudioTapEnded",
    "AudioTapStarted",
    "AudioTapStarted",
  ]);
});
