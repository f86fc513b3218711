import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { Socket } from "node:net";
import { test } from "node:test";
import { FactBus, newId, ok } from "@tandem/kernel";
import type { CallId, LegId, TenantId, UserId } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact } from "#telephony/calls";
import { AudioTaps } from "./audio-tap-service.ts";
import type { AudioTapFact } from "./audio-tap-facts.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const [caller, agent] = [newId<LegId>(), newId<LegId>()];
const wish = { tenantId, callId, userId: newId<UserId>(), sides: "both", rateHz: 16_000 } as const;

function parts(isAllowed = true) {
  let now = 1_000_000;
  const facts = new FactBus<CallFact | BridgeFact | AudioTapFact>((error) => {
    throw error;
  });
  const sent: MediaCommand[] = [];
  const told: string[] = [];
  for (const type of ["AudioTapStarted", "AudioTapEnded"] as const)
    facts.on(type, (fact) => void told.push("reason" in fact ? `${type} ${fact.reason}` : type));
  const source = new PassThrough();
  const taps = new AudioTaps({
    isAllowed,
    calls: { callerLegOf: () => caller, tenantOf: (id) => (id === callId ? tenantId : undefined) },
    bridges: { partnerOf: () => undefined },
    media: {
      send: async (command) => {
        sent.push(command);
        return ok(null);
      },
    },
    openStream: async () => source as unknown as Socket,
    clock: { now: () => now, after: () => () => {} },
    facts,
    below: facts,
  });
  const pass = (ms: number) => void (now += ms);
  const publish = (content: object) =>
    facts.publish({ id: newId(), version: 1, at: now, tenantId, ...content } as never);
  return { taps, sent, told, pass, publish, source };
}

function client() {
  const said: string[] = [];
  const listeners = new Map<string, () => void>();
  return {
    said,
    listeners,
    bufferedAmount: 0,
    send: (data: string | Uint8Array) =>
      void said.push(typeof data === "string" ? String(JSON.parse(data).type) : "frame"),
    close: (code: number) => void said.push(`close ${code}`),
    terminate: () => {},
    on: (event: string, listener: () => void) => listeners.set(event, listener),
  };
}

test("a token is for one's own tenant's live call, once, and for 30 seconds", () => {
  const { taps, pass } = parts();
  assert.deepEqual(taps.offer({ ...wish, tenantId: newId<TenantId>() }), {
    ok: false,
    error: { kind: "not-found" },
  });
  assert.deepEqual(taps.offer({ ...wish, callId: newId<CallId>() }), {
    ok: false,
    error: { kind: "not-found" },
  });
  const first = taps.offer(wish);
  const second = taps.offer(wish);
  assert.ok(first.ok && second.ok);
  assert.notEqual(first.value.token, second.value.token);
  assert.equal(taps.redeem(first.value.token)?.tapId, first.value.ticket.tapId);
  assert.equal(taps.redeem(first.value.token), undefined);
  assert.equal(taps.redeem("another"), undefined);
  pass(30_000);
  assert.equal(taps.redeem(second.value.token), undefined);
});

test("none where policy says so, and no more than a node can carry", () => {
  assert.deepEqual(parts(false).taps.offer(wish), { ok: false, error: { kind: "taps-off" } });
  const { taps, pass } = parts();
  for (let i = 0; i < 100; i++) assert.ok(taps.offer(wish).ok);
  assert.deepEqual(taps.offer(wish), { ok: false, error: { kind: "too-many-taps" } });
  pass(30_001);
  assert.ok(taps.offer(wish).ok, "tokens that nobody used make room");
});

test("a tap follows the legs of its call, and ends with it, once", async () => {
  const { taps, sent, told, publish } = parts();
  const offered = taps.offer(wish);
  assert.ok(offered.ok);
  const engine = client();
  await taps.attach(offered.value.ticket, engine);
  assert.equal(taps.size, 1);
  publish({ type: "LegsBridged", callId, callerLegId: caller, agentLegId: agent, agentId: null });
  publish({
    type: "BridgeEnded",
    callId,
    callerLegId: caller,
    agentLegId: agent,
    agentId: null,
    endedLegId: agent,
    cause: "",
  });
  publish({ type: "CallEnded", callId, cause: "completed", by: "caller" });
  engine.listeners.get("close")?.();
  const shown = sent.map((command) => ("legId" in command ? [command.kind, command.legId] : [command.kind]));
  assert.deepEqual(shown, [
    ["start-tap"],
    ["set-tap-leg", caller],
    ["set-tap-leg", agent],
    ["set-tap-leg", null],
    ["stop-tap"],
  ]);
  assert.deepEqual(engine.said, ["start", "end", "close 1000"]);
  assert.deepEqual(told, ["AudioTapStarted", "AudioTapEnded call-ended"]);
  assert.equal(taps.size, 0);
});

test("the end of the media process, or of the client, is the end of the tap", async () => {
  for (const reason of ["media-lost", "client-left"] as const) {
    const { taps, told, source } = parts();
    const offered = taps.offer(wish);
    assert.ok(offered.ok);
    const engine = client();
    await taps.attach(offered.value.ticket, engine);
    if (reason === "media-lost") source.emit("close");
    else engine.listeners.get("close")?.();
    assert.deepEqual(told, ["AudioTapStarted", `AudioTapEnded ${reason}`]);
  }
});
