// Door of the fuzz targets: every parser that reads what strangers send.
import type { FuzzTarget } from "../fuzz-target.ts";
import { dtlsTarget } from "./dtls.ts";
import { rtcpTarget } from "./rtcp.ts";
import { rtpTarget } from "./rtp.ts";
import { sdpTarget } from "./sdp.ts";
import { sipTarget } from "./sip.ts";
import { streamTarget } from "./stream.ts";
import { stunTarget } from "./stun.ts";
import { wavTarget } from "./wav.ts";

export const fuzzTargets: readonly FuzzTarget[] = [
  sipTarget,
  sdpTarget,
  stunTarget,
  rtpTarget,
  rtcpTarget,
  dtlsTarget,
  wavTarget,
  streamTarget,
];
