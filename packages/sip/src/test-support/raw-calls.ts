// Alice and Bob beside a raw peer, and the first steps of a call with it.
import type { HeaderList, MessageBody } from "../message/index.ts";
import type { IncomingInvite, SipUserAgentOptions } from "../user-agent/index.ts";
import { RawPeer } from "./raw-peer.ts";
import { bobAddress, pair, toBob } from "./user-agents.ts";

export const rawAddress = "192.0.2.3";
export const rawContact = ["Contact", `<sip:raw@${rawAddress}>`] as const;

export const toRaw = {
  ...toBob,
  uri: `sip:raw@${rawAddress}`,
  to: { transport: "udp", address: rawAddress, port: 5060 },
} as const;

/** SDP as far as a user agent looks at it. */
export const sdp = (text: string): MessageBody => ({ contentType: "application/sdp", text });

/** Alice and Bob, and the raw peer; `more` is for Alice. */
export async function pairAndRawPeer(more: Partial<SipUserAgentOptions> = {}) {
  const world = await pair(more);
  return { ...world, peer: new RawPeer(world.network, world.clock, rawAddress) };
}

type FirstInvite = { readonly headers?: HeaderList; readonly body?: MessageBody | undefined };

/** The raw peer's INVITE, Call-ID "c" and CSeq 1, has come to Bob. */
export async function rawCallsBob({ headers, body }: FirstInvite = {}) {
  const world = await pairAndRawPeer();
  const own = { callId: "c", sequence: 1, ...(headers && { headers }), ...(body && { body }) };
  world.peer.request(bobAddress, "INVITE", own);
  await world.clock.advance(10);
  return world;
}

/** As before, and Bob answered; the ACK is up to the test. */
export async function rawCallAnswered(invite: FirstInvite, answer: string) {
  const world = await rawCallsBob(invite);
  const accepted = (world.bob.invites[0] as IncomingInvite).accept(answer);
  await world.clock.advance(10);
  const final = world.peer.responses("INVITE").at(-1);
  return { ...world, accepted, final, toTag: final?.toTag ?? "" };
}
