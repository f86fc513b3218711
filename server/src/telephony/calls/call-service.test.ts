import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, TenantId } from "@tandem/kernel";
import type { IncomingInvite, OutgoingInviteOptions } from "@tandem/sip";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { Calls } from "./call-service.ts";

const opened = { address: "192.0.2.1", port: 20_000, ice: null, fingerprint: null };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Calls whose media is always there and whose phones ring for ever. */
function ringingCalls() {
  const facts = new FactBus<CallFact | CallSignal>((error) => assert.fail(error as Error));
  const ends: string[] = [];
  facts.on("LegEnded", ({ agentId, cause }) => void ends.push(`${agentId}: ${cause}`));
  const cancelled: OutgoingInviteOptions[] = [];
  const calls = new Calls({
    clock: systemClock,
    facts,
    advertisedAddress: "192.0.2.1",
    media: { send: () => Promise.resolve(ok(opened)) },
    dial: (options) => ({
      callId: "dialed",
      outcome: new Promise(() => {}),
      cancel: () => void cancelled.push(options),
    }),
  });
  const invite = { flow: "trunk", source: { transport: "udp" }, offer: undefined, ring() {} };
  const callId = calls.arrive(invite as unknown as IncomingInvite, {
    tenantId: newId<TenantId>(),
    direction: "inbound",
    ani: "1380",
    dnis: "4000",
    source: { kind: "trunk", name: "carrier" },
  });
  const ring = (agentId: string, flow: string) =>
    calls.dial(callId, {
      agentId: agentId as AgentId,
      target: { uri: "sip:phone.invalid", to: { flow }, transport: "rtp" },
      ringTimeoutMs: 20_000,
    });
  return { calls, ends, cancelled, ring };
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
