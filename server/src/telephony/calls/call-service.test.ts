import assert from "node:assert/strict";
import { test } from "node:test";
import { err, FactBus, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, DeviceId, TenantId } from "@tandem/kernel";
import type { DialogEnd, IncomingInvite, OutgoingInvite, OutgoingInviteOptions } from "@tandem/sip";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { Calls } from "./call-service.ts";
import type { DialTarget } from "./leg-signalling.ts";

const opened = { address: "192.0.2.1", port: 20_000, ice: null, fingerprint: null };
const turn = () => new Promise((resolve) => setImmediate(resolve));

const forEver: OutgoingInvite["outcome"] = new Promise(() => {});

/** Calls whose media is always there and whose phones ring for ever, or answer INVITEs as told, one after the other. */
function ringingCalls(...outcomes: OutgoingInvite["outcome"][]) {
  const facts = new FactBus<CallFact | CallSignal>((error) => assert.fail(error as Error));
  const ends: string[] = [];
  facts.on("LegEnded", ({ agentId, cause }) => void ends.push(`${agentId}: ${cause}`));
  const sent: OutgoingInviteOptions[] = [];
  const cancelled: OutgoingInviteOptions[] = [];
  const reasons: (string | undefined)[] = [];
  const calls = new Calls({
    clock: systemClock,
    facts,
    advertisedAddress: "192.0.2.1",
    media: { send: () => Promise.resolve(ok(opened)) },
    dial: (options) => ({
      callId: "dialed",
      outcome: outcomes[sent.push(options) - 1] ?? forEver,
      cancel: (reason) => {
        cancelled.push(options);
        reasons.push(reason);
      },
    }),
  });
  const invite = {
    flow: "trunk",
    source: { transport: "udp", address: "192.0.2.9" },
    offer: undefined,
    ring() {},
  } as unknown as IncomingInvite;
  const callId = calls.arrive(invite, {
    tenantId: newId<TenantId>(),
    direction: "inbound",
    ani: "1380",
    dnis: "4000",
    source: { kind: "trunk", name: "carrier" },
  });
  const ring = (agentId: string, flow: string, more: Partial<DialTarget> = {}) =>
    calls.dial(callId, {
      agentId: agentId as AgentId,
      target: { uri: "sip:phone.invalid", to: { flow }, transport: "rtp", ...more },
      ringTimeoutMs: 20_000,
    });
  const hangUp = (reason: DialogEnd["reason"]) => invite.onCancelled?.({ by: "remote", reason });
  return { calls, ends, sent, cancelled, reasons, ring, hangUp };
}

test("a phone whose connection closed stops ringing; other phones and the caller stay", async () => {
  const { calls, ends, cancelled, ring } = ringingCalls();
  ring("gone", "flow-1");
  ring("there", "flow-2");
  await turn();
  calls.stopRinging("trunk");
  calls.stopRinging("flow-1");
  assert.deepEqual(ends, ["gone: unreachable"]);
  assert.equal(cancelled.length, 1);
  assert.equal(calls.size, 1);
});

test("a phone that refuses sound in the clear, even with keys beside, is offered SRTP alone", async () => {
  const refused = err({ kind: "rejected", status: 488, reason: "", headers: [] } as const);
  const { sent, ends, ring } = ringingCalls(Promise.resolve(refused));
  ring("secure", "flow-1", { encryption: "as-accepted" });
  await turn();
  const [first, second] = sent.map(({ offer }) => offer?.split("\r\n") ?? []);
  assert.ok(first?.some((line) => line.startsWith("m=audio 20000 RTP/AVP ")));
  assert.ok(second?.some((line) => line.startsWith("m=audio 20000 RTP/SAVP ")));
  assert.ok(second?.some((line) => line.startsWith("a=crypto:")));
  assert.deepEqual([sent.length, ends], [2, []]);
});

test("a caller who was answered elsewhere is told to the phones that ring: they missed no call", async () => {
  const { ends, reasons, ring, hangUp } = ringingCalls();
  ring("one", "flow-1");
  await turn();
  hangUp({ protocol: "SIP", cause: 200, text: "Call completed elsewhere" });
  assert.deepEqual(ends, ["null: answered-elsewhere", "one: answered-elsewhere"]);
  assert.deepEqual(reasons, ['SIP;cause=200;text="Call completed elsewhere"']);
});

test("why a caller gave up is said to the phones that ring", async () => {
  const { ends, reasons, ring, hangUp } = ringingCalls();
  ring("one", "flow-1");
  await turn();
  hangUp({ protocol: "Q.850", cause: 38, text: "Network out of order" });
  assert.deepEqual(ends, ["null: cancelled", "one: cancelled"]);
  assert.deepEqual(reasons, ['Q.850;cause=38;text="Network out of order"']);
});

const placed = {
  tenantId: newId<TenantId>(),
  direction: "outbound",
  ani: "1001",
  dnis: "02155551234",
  source: { kind: "endpoint", name: "Li" },
  target: "number",
  agentId: "li" as AgentId,
  ringTimeoutMs: 20_000,
  shownAs: "02155551234",
} as const;
const phoneAt = (flow: string) => ({ uri: "sip:phone.invalid", to: { flow }, transport: "rtp" }) as const;

test("a call that we place rings the agent with the number it is for, and ends with that phone", async () => {
  const { calls, ends, sent } = ringingCalls();
  const callId = calls.place({ ...placed, rung: phoneAt("flow-1") });
  await turn();
  assert.match(sent[0]?.from.uri ?? "", /02155551234/);
  const { ani, dnis } = calls.numbersOf(callId) ?? {};
  assert.deepEqual([ani, dnis], ["1001", "02155551234"]);
  calls.stopRinging("flow-1");
  assert.deepEqual([ends, calls.exists(callId)], [["li: unreachable"], false]);
});

test("a call that we place for several phones is ended while they ring", async () => {
  const { calls, cancelled } = ringingCalls();
  const attempts = ["flow-1", "flow-2"].map((flow) => ({
    deviceId: newId<DeviceId>(),
    target: phoneAt(flow),
    confirmation: undefined,
  }));
  const callId = calls.place({ ...placed, rung: { rounds: [{ attempts, ringMs: undefined }] } });
  await turn();
  calls.hangUp(callId, { cause: "completed", by: "agent" });
  assert.deepEqual([cancelled.length, calls.exists(callId)], [2, false]);
});
