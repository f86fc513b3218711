// What reading an INVITE costs: as a carrier sends it, with each header that a new call is asked for.
import { parseMessage } from "@tandem/sip";

const invite = Buffer.from(
  [
    "INVITE sip:+861066668888@203.0.113.20:5060;user=phone SIP/2.0",
    "Via: SIP/2.0/UDP 198.51.100.7:5060;rport;branch=z9hG4bK7f2e19c0a4d34d18b6f1",
    "Via: SIP/2.0/UDP 198.51.100.31:5080;branch=z9hG4bK-524287-1---a8f2c7d1;received=198.51.100.31",
    "Record-Route: <sip:198.51.100.7:5060;lr;ftag=gK0c8a2f7e>",
    "Max-Forwards: 68",
    'From: "Zhang San" <sip:+8613800138000@198.51.100.7;user=phone>;tag=gK0c8a2f7e',
    "To: <sip:+861066668888@203.0.113.20;user=phone>",
    "Call-ID: 1842759037_110284631@198.51.100.31",
    "CSeq: 821734 INVITE",
    "Contact: <sip:+8613800138000@198.51.100.31:5080;transport=udp>",
    "Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, INFO, REFER, NOTIFY",
    "Supported: timer, 100rel, precondition",
    "Session-Expires: 1800;refresher=uac",
    "Min-SE: 90",
    "P-Asserted-Identity: <sip:+8613800138000@198.51.100.7;user=phone>",
    "Privacy: none",
    "User-Agent: Carrier SBC 9.2",
    "Content-Type: application/sdp",
    "Content-Length: 269",
    "",
    "v=0",
    "o=SBC 217893 1 IN IP4 198.51.100.40",
    "s=-",
    "c=IN IP4 198.51.100.40",
    "t=0 0",
    "m=audio 31748 RTP/AVP 8 0 18 101",
    "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:18 G729/8000",
    "a=fmtp:18 annexb=no",
    "a=rtpmap:101 telephone-event/8000",
    "a=fmtp:101 0-15",
    "a=ptime:20",
    "a=sendrecv",
    "",
  ].join("\r\n"),
);

const rounds = 5;
const messagesPerRound = 40_000;

/** µs per INVITE, the median of five rounds after one that warms up. */
export function parseInviteMicros(): number {
  readMany();
  const micros = Array.from({ length: rounds }, () => {
    // Of this thread alone: on a busy machine the clock goes on while it waits.
    const before = process.threadCpuUsage();
    readMany();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / messagesPerRound;
  });
  return micros.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

function readMany(): void {
  let read = 0;
  for (let count = 0; count < messagesPerRound; count++) read += readOne();
  // What nobody uses a compiler may leave out.
  if (read !== messagesPerRound * expected) throw new Error("an INVITE was not read as it is");
}

/** Everything that a user agent server asks a new INVITE for (RFC 3261 §8.2, §12.1.1); the sum proves it was read. */
function readOne(): number {
  const parsed = parseMessage(invite);
  if (!parsed.ok || parsed.value.kind !== "request") throw new Error("the INVITE cannot be parsed");
  const { topVia, from, to, cseq, callId, parsedUri, contact, fromTag, toTag, sdp } = parsed.value;
  const asked = [topVia, from, to, cseq, callId, parsedUri, contact, fromTag, sdp];
  const named = ["Record-Route", "Max-Forwards", "Session-Expires", "P-Asserted-Identity", "Require"];
  return (
    asked.filter((value) => value !== undefined).length +
    (toTag === undefined ? 1 : 0) +
    named.filter((name) => parsed.value.header(name) !== undefined).length
  );
}

const expected = 14;
