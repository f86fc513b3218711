// RTP: the header, telephone events in the payload, statistics, and SRTP packets that nobody protected.
import { createDigitDetector, detectDigit } from "../../../packages/media/src/dtmf/index.ts";
import {
  countReceived,
  createReceiverStatistics,
  emptyRtpHeader,
  isRtcp,
  readRtpHeader,
  rtpHeaderLength,
  totalLost,
  writeRtpHeader,
} from "../../../packages/media/src/rtp/index.ts";
import { SRTP_PROFILES, SrtpContext } from "../../../packages/media/src/srtp/index.ts";
import type { SrtpProfile } from "../../../packages/media/src/srtp/index.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

/** One receiver per profile for all inputs: forged packets must leave no trace in it. */
export const receivers = (Object.keys(SRTP_PROFILES) as SrtpProfile[]).map((profile) => {
  const { keyLength, saltLength } = SRTP_PROFILES[profile];
  const master = { key: new Uint8Array(keyLength).fill(1), salt: new Uint8Array(saltLength).fill(2) };
  return new SrtpContext({ profile, ...master });
});
const statistics = createReceiverStatistics();
const detector = createDigitDetector();
const listener = { keyDown: () => {}, keyUp: () => {} };

export const rtpTarget: FuzzTarget = {
  name: "rtp",
  package: "media",
  maxLength: 2_048,
  dictionary: [
    "\x80\0",
    "\x90\0",
    "\xa0\0",
    "\xbf\xff",
    "\xbe\xde\0\x01",
    "\0\0\0\0",
    "\xff\xff",
    "\x80\xc8",
  ],
  seeds: () => [packet(0x80, 8, 160), packet(0x80, 101, 4), extended(), packet(0x82, 0, 168), padded()],
  check(input) {
    const header = emptyRtpHeader();
    isRtcp(input, input.length);
    if (readRtpHeader(input, input.length, header)) checkHeader(input, header);
    for (const receiver of receivers) {
      const copy = Uint8Array.from(input);
      hold(receiver.unprotectRtp(copy, copy.length) < 0, "nobody can forge a protected packet");
    }
  },
};

function checkHeader(input: Uint8Array, header: ReturnType<typeof emptyRtpHeader>): void {
  const { payloadStart, payloadEnd, sequence, timestamp, ssrc } = header;
  hold(payloadStart >= rtpHeaderLength && payloadStart <= payloadEnd, "the payload begins before it ends");
  hold(payloadEnd <= input.length, "the payload is inside the packet");
  countReceived(statistics, ssrc, sequence, timestamp, timestamp % 100_000);
  hold(
    Number.isFinite(statistics.jitter) && Number.isInteger(totalLost(statistics)),
    "statistics are numbers",
  );
  detectDigit(detector, input, payloadStart, payloadEnd, timestamp, 0, listener);
  const written = new Uint8Array(rtpHeaderLength);
  writeRtpHeader(written, header);
  const again = emptyRtpHeader();
  hold(readRtpHeader(written, written.length, again), "what is written can be read");
  const isSame = again.sequence === sequence && again.timestamp === timestamp && again.ssrc === ssrc;
  hold(
    isSame && again.marker === header.marker && again.payloadType === header.payloadType,
    "a header survives",
  );
}

function packet(flags: number, payloadType: number, payloadLength: number): Uint8Array {
  const bytes = new Uint8Array(rtpHeaderLength + payloadLength).fill(0x55);
  writeRtpHeader(bytes, { ...emptyRtpHeader(), payloadType, sequence: 65_530, timestamp: 1_000, ssrc: 77 });
  bytes[0] = flags;
  return bytes;
}

/** With a one-byte header extension (RFC 8285), as browsers send. */
function extended(): Uint8Array {
  const bytes = packet(0x90, 8, 170);
  bytes.set([0xbe, 0xde, 0, 1, 0x10, 0x7f, 0, 0], rtpHeaderLength);
  return bytes;
}

function padded(): Uint8Array {
  const bytes = packet(0xa0, 8, 164);
  bytes[bytes.length - 1] = 4;
  return bytes;
}
