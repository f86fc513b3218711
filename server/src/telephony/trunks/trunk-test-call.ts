// A test call: over one trunk, without sound, ended as soon as it is answered.
import type { OutgoingInviteError } from "@tandem/sip";
import type { NumberDialOptions, TrunkDialer } from "./trunk-dialer.ts";

/** Places a call over one trunk and hangs up when it is answered. */
export async function placeTestCall(
  dialer: TrunkDialer,
  options: Omit<NumberDialOptions, "offer">,
  ownAddress: string,
): Promise<{ readonly outcome: "answered" | OutgoingInviteError["kind"] }> {
  const outcome = await dialer.dial({ ...options, offer: silentOffer(ownAddress) }).outcome;
  if (!outcome.ok) return { outcome: outcome.error.kind };
  await outcome.value.dialog.bye({ reason: 'Q.850;cause=16;text="Normal call clearing"' });
  return { outcome: "answered" };
}

/** An offer of sound that nobody sends or hears (RFC 3264 §5.1); 9 is the discard port. */
function silentOffer(address: string): string {
  const family = address.includes(":") ? "IP6" : "IP4";
  const lines = ["v=0", `o=- 1 1 IN ${family} ${address}`, "s=-", `c=IN ${family} ${address}`, "t=0 0"];
  const audio = ["m=audio 9 RTP/AVP 8 0", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000", "a=inactive", ""];
  return [...lines, ...audio].join("\r\n");
}
