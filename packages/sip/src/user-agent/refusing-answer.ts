// The answer to an offer nobody wants: every stream at port 0 (RFC 3264 §6), for an ACK that has to carry one.

/** SDP that rejects each stream of `offer`. What cannot be read as SDP gets an answer without streams. */
export function refusingAnswer(offer: string): string {
  const lines = offer.split(/\r?\n/);
  const streams = lines
    .filter((line) => line.startsWith("m="))
    .map((line) => line.replace(/^(m=\S+) \S+ /, "$1 0 "));
  const head = ["v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=-", "c=IN IP4 0.0.0.0", "t=0 0"];
  return `${[...head, ...streams].join("\r\n")}\r\n`;
}
