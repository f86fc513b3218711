// What reading an INVITE costs: parse, checks, and the headers a UAS looks at, in µs of CPU. The last line is JSON.
// Run: node bench/parse-invite.ts [-- --rounds 15]
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { checkRequest, parseMessage, stampTopVia } from "../packages/sip/src/message/index.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { rounds: { type: "string", default: "15" } },
});
/** Messages per round: a round takes some 50 ms, far above the clock's resolution. */
const messagesPerRound = 10_000;
/** What one INVITE may cost. */
const targetUs = 8;

/** An INVITE as a desk phone sends it through one proxy: 16 header lines, SDP of three codecs. */
const sdp = [
  "v=0",
  "o=- 20518 0 IN IP4 203.0.113.7",
  "s=-",
  "c=IN IP4 203.0.113.7",
  "t=0 0",
  "m=audio 40376 RTP/AVP 8 0 101",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:101 telephone-event/8000",
  "a=fmtp:101 0-15",
  "a=ptime:20",
  "a=sendrecv",
  "",
].join("\r\n");
const inviteOf = (number: number): Buffer =>
  Buffer.from(
    [
      "INVITE sip:4001@tandem.example.com SIP/2.0",
      `Via: SIP/2.0/UDP 198.51.100.4:5060;branch=z9hG4bKcydzigwkX${number}`,
      `Via: SIP/2.0/UDP 203.0.113.7:5060;branch=z9hG4bK776asdhds${number};rport=5060;received=203.0.113.7`,
      "Max-Forwards: 69",
      "Record-Route: <sip:198.51.100.4;lr>",
      'From: "张三" <sip:1001@tandem.example.com>;tag=1928301774',
      "To: <sip:4001@tandem.example.com>",
      `Call-ID: a84b4c76e66710-${number}@203.0.113.7`,
      "CSeq: 314159 INVITE",
      "Contact: <sip:1001@203.0.113.7:5060>",
      "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY, PRACK",
      "Supported: replaces, 100rel, timer",
      "Session-Expires: 1800",
      "User-Agent: Deskphone T46U 108.86.0.20",
      "Content-Type: application/sdp",
      `Content-Length: ${Buffer.byteLength(sdp)}`,
      "",
      sdp,
    ].join("\r\n"),
  );

const source = { address: "198.51.100.4", port: 5060 };
/** Many, so that nothing is answered from a cache of one. */
const invites = Array.from({ length: 512 }, (_, number) => inviteOf(number));
/** Summed up and printed, so that no read can be optimised away. */
let read = 0;

function readInvite(bytes: Buffer): void {
  const parsed = parseMessage(bytes);
  if (!parsed.ok || parsed.value.kind !== "request") throw new Error("the INVITE does not parse");
  if (checkRequest(parsed.value).kind !== "valid") throw new Error("the INVITE is not valid");
  const request = stampTopVia(parsed.value, source);
  read += request.callId.length + request.cseq.sequence + request.from.uri.length + request.to.uri.length;
  read += request.parsedUri.host.length + (request.contact?.uri.length ?? 0) + (request.sdp?.length ?? 0);
  read += (request.topVia.params.get("branch") ?? "").length + request.list("require").length;
  read += request.list("supported").length + (request.header("session-expires") ?? "").length;
}

const rounds: number[] = [];
// The first rounds warm the compiler up and do not count.
for (let round = -5; round < Number(options.rounds); round++) {
  const before = process.cpuUsage();
  for (let index = 0; index < messagesPerRound; index++) readInvite(invites[index % 512] as Buffer);
  const { user, system } = process.cpuUsage(before);
  if (round >= 0) rounds.push((user + system) / messagesPerRound);
}
rounds.sort((a, b) => a - b);
const parseInviteUs = Number((rounds[Math.floor(rounds.length / 2)] as number).toFixed(2));
console.log(
  `${rounds.length} rounds of ${messagesPerRound} INVITEs of ${invites[0]?.length} bytes (check sum ${read})`,
);
console.log(`${parseInviteUs} µs each, best round ${rounds[0]?.toFixed(2)}; target ${targetUs}`);
console.log(JSON.stringify({ bench: "parse-invite", parseInviteUs, targetUs, loadAverage: loadavg()[0] }));
process.exitCode = parseInviteUs <= targetUs ? 0 : 1;
