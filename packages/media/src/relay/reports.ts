// RTCP of a leg, both ways: what we report, and what the far side does.
import { middleNtpOf, readReports, writeGoodbye, writeReport } from "../rtp/index.ts";
import type { Packet } from "./datagram-io.ts";
import type { Leg } from "./leg.ts";
import type { RelayState } from "./relay-state.ts";
import { canReport } from "./rtcp-socket.ts";

/** RFC 3550 §6.2: the usual least interval of reports; each waits for half to one and a half of it (§6.3.1). */
const reportEveryMs = 5000;
const cname = "tandem";

/** Takes a packet that is RTCP by its type or by the socket it came on. */
export function receiveReports(
  state: RelayState,
  leg: Leg,
  slot: number,
  packet: Packet,
  nowMs: number,
): void {
  const { webrtc, sdes, rtcp } = leg;
  // Where the sound comes from, or is sent to: nobody else has anything to say of it.
  if (webrtc === null && packet.sourceAddress !== leg.remoteAddress) return void state.strangerPackets++;
  const protection = webrtc ?? sdes;
  const readable = protection === null || protection.unprotectRtcp(packet);
  const middleNtp = middleNtpOf(state.ntpOffsetMs + nowMs);
  const reading = { ownSsrc: leg.sender.ssrc, nowMs, middleNtp };
  if (!readable || !readReports(packet.bytes, packet.length, reading, leg.reports))
    return void state.malformedReports++;
  if (slot !== rtcp.slot) return;
  // Symmetric RTCP (RFC 4961): behind a NAT the port is another than was said.
  rtcp.address = packet.sourceAddress;
  rtcp.port = packet.sourcePort;
}

/** Sends a report when one is due. */
export function reportIfDue(state: RelayState, leg: Leg, nowMs: number): void {
  if (nowMs < leg.rtcp.nextReportAtMs || !canReport(state, leg)) return;
  leg.rtcp.nextReportAtMs = nowMs + reportEveryMs * (0.5 + Math.random());
  sendReport(state, leg, nowMs, false);
}

/** Tells that our stream ends, if the far side ever heard of us. */
export function sayGoodbye(state: RelayState, leg: Leg, nowMs: number): void {
  if (leg.rtcp.hasReported && canReport(state, leg)) sendReport(state, leg, nowMs, true);
}

function sendReport(state: RelayState, leg: Leg, nowMs: number, isLast: boolean): void {
  const { sender, receiver, webrtc, sdes, rtcp } = leg;
  const packet = state.io.takePacket();
  const { lastSenderReport } = leg.reports;
  const times = { nowMs, unixMs: state.ntpOffsetMs + nowMs };
  packet.length = writeReport(packet.bytes, { sender, receiver, lastSenderReport, cname, ...times });
  if (isLast) packet.length = writeGoodbye(packet.bytes, packet.length, sender.ssrc);
  const protection = webrtc ?? sdes;
  if (protection !== null && !protection.protectRtcp(packet)) return;
  rtcp.hasReported = true;
  if (webrtc !== null) state.io.send(leg.slot, packet, webrtc.remoteAddress, webrtc.remotePort);
  else if (rtcp.isMuxed) state.io.send(leg.slot, packet, leg.remoteAddress, leg.remotePort);
  else if (rtcp.port !== 0) state.io.send(rtcp.slot, packet, rtcp.address, rtcp.port);
  else if (leg.remotePort < 0xffff) state.io.send(rtcp.slot, packet, leg.remoteAddress, leg.remotePort + 1);
}
