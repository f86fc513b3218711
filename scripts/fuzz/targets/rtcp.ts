// RTCP: compound packets, and SRTCP packets that nobody protected.
import { createFarReports, isRtcp, readReports } from "../../../packages/media/src/rtp/index.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";
import { receivers } from "./rtp.ts";

export const rtcpTarget: FuzzTarget = {
  name: "rtcp",
  package: "media",
  maxLength: 2_048,
  dictionary: [
    "\x80\xc8\0\x06",
    "\x81\xc9\0\x07",
    "\x81\xca\0\x02",
    "\x81\xcb\0\x01",
    "\xff\xff",
    "\0\0\0\0",
  ],
  seeds: () => [
    compound([0x80, 200, 6], [0x81, 202, 2]),
    compound([0x81, 201, 7], [0x81, 202, 2]),
    compound([0x81, 203, 1]),
    compound([0x80, 200, 6], [0x8f, 205, 3], [0x81, 206, 2]),
  ],
  check(input) {
    const reports = createFarReports();
    isRtcp(input, input.length);
    const reading = { ownSsrc: 0x0001_0203, nowMs: 5, middleNtp: 7 };
    const isReport = readReports(input, input.length, reading, reports);
    const { middleNtp } = reports.lastSenderReport;
    hold(middleNtp >= 0 && middleNtp <= 0xffff_ffff, "an NTP time is 32 bits");
    hold(reports.roundTripMs === -1 || reports.roundTripMs >= 0, "a round trip takes time");
    hold(isReport || reports.blockAtMs === -1, "nothing is taken from what is malformed");
    hold(!isReport || input.length % 4 === 0, "RTCP is whole words");
    for (const receiver of receivers) {
      const copy = Uint8Array.from(input);
      hold(receiver.unprotectRtcp(copy, copy.length) < 0, "nobody can forge a protected packet");
    }
  },
};

/** Packets of first byte, type and length in words less one; their contents count up. */
function compound(...packets: (readonly [first: number, type: number, words: number])[]): Uint8Array {
  return Buffer.concat(
    packets.map(([first, type, words]) =>
      Buffer.from([first, type, 0, words, ...Array.from({ length: 4 * words }, (_, index) => index)]),
    ),
  );
}
