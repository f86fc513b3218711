// SIP messages of a made-up call, for tests.

export type SampleOptions = {
  readonly callId?: string;
  readonly sequence?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
};

/** A whole message from its first line and what the test cares for. */
export function sampleMessage(firstLine: string, options: SampleOptions = {}): string {
  const { callId = "leg-1@phone", sequence = "1 INVITE", headers = [], body = "" } = options;
  return [
    firstLine,
    "Via: SIP/2.0/UDP 192.0.2.10:5070;branch=z9hG4bKa;rport",
    "Max-Forwards: 70",
    "From: <sip:13800138000@192.0.2.10>;tag=f",
    "To: <sip:4000@192.0.2.1>",
    `Call-ID: ${callId}`,
    `CSeq: ${sequence}`,
    ...headers,
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

export const sampleSdp = [
  "v=0",
  "o=- 1 1 IN IP4 192.0.2.10",
  "s=-",
  "c=IN IP4 192.0.2.10",
  "t=0 0",
  "m=audio 20000 RTP/AVP 8 101",
  "a=rtpmap:101 telephone-event/8000",
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
  "",
].join("\r\n");
