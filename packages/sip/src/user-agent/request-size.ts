// A request too large for one datagram goes over a stream (RFC 3261 §18.1.1).
import type { SipRequest } from "../message/index.ts";
import type { Destination } from "../transport/index.ts";

/** RFC 3261 §18.1.1, for a path whose MTU is not known. */
const maxDatagramBytes = 1_300;
/** Our Via, which the transaction adds: names, a branch, and an IPv6 sent-by. */
const viaBytes = 130;

/**
 * Where to send the request: first its destination, and what to try when that is not reached. UDP by address becomes TCP with UDP behind it, as
 * long as TCP is not known to be refused. A UDP flow stays: no connection leads back through the phone's NAT.
 */
export function onStreamWhenLarge(
  request: SipRequest,
  wanted: Destination,
  dead: { isDead(destination: Destination): boolean },
): readonly [Destination, fallback?: Destination] {
  if ("flow" in wanted || wanted.transport !== "udp" || sizeOf(request) <= maxDatagramBytes) return [wanted];
  const stream = { ...wanted, transport: "tcp" } as const;
  return dead.isDead(stream) ? [wanted] : [stream, wanted];
}

/** Bytes on the wire, our Via included; header values are ASCII but for display names. */
function sizeOf(request: SipRequest): number {
  const separators = ": \r\n".length;
  const head = request.fields.reduce(
    (sum, { name, value }) => sum + name.length + Buffer.byteLength(value) + separators,
    request.method.length + request.uri.length + " SIP/2.0 \r\n\r\n".length,
  );
  return head + request.body.length + viaBytes;
}
