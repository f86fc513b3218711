// User agents on a network in memory, and small things calls are made of in tests.
import assert from "node:assert/strict";
import type { Result } from "@tandem/kernel";
import { SipUserAgent } from "../user-agent/index.ts";
import type { IncomingInvite, IncomingRequest, SipUserAgentOptions } from "../user-agent/index.ts";
import { MemoryNetwork } from "./memory-network.ts";
import { VirtualClock } from "./virtual-clock.ts";

export type TestAgent = {
  agent: SipUserAgent;
  invites: IncomingInvite[];
  registers: IncomingRequest[];
  closedFlows: string[];
  bad: string[];
};

export function agentAt(
  network: MemoryNetwork,
  clock: VirtualClock,
  address: string,
  more: Partial<SipUserAgentOptions> = {},
): TestAgent {
  const invites: IncomingInvite[] = [];
  const registers: IncomingRequest[] = [];
  const closedFlows: string[] = [];
  const bad: string[] = [];
  const agent = new SipUserAgent({
    clock,
    userAgent: "Tandem/test",
    advertised: { address },
    onInvite: (invite) => invites.push(invite),
    onRegister: (request) => registers.push(request),
    onFlowClosed: (flow) => closedFlows.push(flow),
    onBadMessage: ({ reason }) => bad.push(reason),
    random: () => 0.5,
    openTransport: network.at(address),
    ...more,
  });
  return { agent, invites, registers, closedFlows, bad };
}

export const aliceAddress = "192.0.2.1";
export const bobAddress = "192.0.2.2";

/** Alice and Bob, listening, one millisecond apart. */
export async function pair(more: Partial<SipUserAgentOptions> = {}) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const alice = agentAt(network, clock, aliceAddress, more);
  const bob = agentAt(network, clock, bobAddress);
  for (const { agent } of [alice, bob]) await agent.listen({ address: "0.0.0.0", port: 5060 });
  return { clock, network, alice, bob };
}

export const toBob = {
  uri: `sip:bob@${bobAddress}`,
  to: { transport: "udp", address: bobAddress, port: 5060 },
  from: { uri: `sip:alice@${aliceAddress}`, displayName: "Alice" },
  offer: "offer",
} as const;

/** The value of a result that has to be good. */
export function must<T>(result: Result<T, { kind: string }>): T {
  assert.ok(result.ok, result.ok ? "" : result.error.kind);
  return result.value;
}

/** A call from Alice to Bob, answered. */
export async function establishedCall(more: Partial<SipUserAgentOptions> = {}) {
  const world = await pair(more);
  const { clock, alice, bob } = world;
  const call = alice.agent.invite(toBob);
  await clock.advance(10);
  const invite = bob.invites[0] as IncomingInvite;
  const accepted = invite.accept("answer");
  await clock.advance(10);
  const near = must(await call.outcome).dialog;
  const far = must(await accepted).dialog;
  return { ...world, near, far, invite };
}

/** Nothing in progress and no timer running: what must hold once every deadline has passed. */
export async function assertNothingLeft(clock: VirtualClock, ...agents: readonly TestAgent[]): Promise<void> {
  await clock.advance(200_000);
  for (const { agent } of agents) {
    const { transactions, dialogs, subscriptions } = agent.stats();
    assert.deepEqual(
      [transactions, dialogs, subscriptions],
      [0, 0, 0],
      "transactions, dialogs, subscriptions",
    );
  }
  assert.equal(clock.pending(), 0, "no timer is left");
}
