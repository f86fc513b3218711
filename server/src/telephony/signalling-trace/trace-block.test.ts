import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";
import { sampleMessage, sampleSdp } from "./testing/messages.ts";
import { callOfBlock, packBlock } from "./trace-block.ts";
import type { TracedCall } from "./traced-call.ts";

const tenantId = newId<TenantId>();
const invite = sampleMessage("INVITE sip:4000@t SIP/2.0", { body: sampleSdp });

function callOf(texts: readonly string[]): TracedCall {
  const wire = { transport: "ws", address: "2001:db8::1", port: 50_000 };
  const messages = texts.map((text, index) => {
    const direction = index % 2 === 0 ? ("in" as const) : ("out" as const);
    return { at: 1_800_000_000_000 + index, direction, leg: index % 2, ...wire, text };
  });
  const leg = { legId: newId<LegId>(), agentId: newId<AgentId>() };
  const legs = [
    { ...leg, kind: "caller" as const, party: "138", sipCallId: "c1" },
    { ...leg, kind: "dialed" as const, party: "sip:1001@t", sipCallId: "c2" },
  ];
  const own = { address: "192.0.2.1", port: 5060 };
  return { tenantId, callId: newId<CallId>(), own, legs, messages, cut: 3 };
}

test("each call of a block comes back the same, whatever its messages hold", () => {
  const calls = [
    callOf([invite, "\r\n\n{\0}", "", "坐席 😀 \uFFFD\r\n", "end"]),
    callOf([]),
    callOf(["", invite, "]\n["]),
  ];
  const bytes = packBlock(calls);
  for (const call of calls) assert.deepEqual(callOfBlock(tenantId, call.callId, bytes), call);
  assert.equal(callOfBlock(tenantId, newId<CallId>(), bytes), undefined);
});

test("SIP packs to less than a tenth", () => {
  const calls = Array.from({ length: 20 }, (_, index) =>
    callOf(Array(10).fill(invite.replace("13800138000", `138${index}`))),
  );
  assert.ok(packBlock(calls).length < 0.1 * 200 * invite.length);
});
