// SIP over a stream: the same messages whatever pieces they come in.
import { emptyFramer, frame } from "../../../packages/sip/src/message/index.ts";
import type { FramedItem } from "../../../packages/sip/src/message/index.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";
import { sipTarget } from "./sip.ts";

/** As the transport has it. */
const maxMessageBytes = 65_536;

export const streamTarget: FuzzTarget = {
  name: "stream",
  package: "sip",
  maxLength: 131_072,
  dictionary: sipTarget.dictionary,
  seeds: () => {
    const messages = sipTarget.seeds().map((seed) => Buffer.from(seed));
    return messages.map((message, index) =>
      Buffer.concat([message, Buffer.from("\r\n\r\n"), messages[(index + 7) % messages.length] as Buffer]),
    );
  },
  check(input) {
    const bytes = Buffer.from(input);
    const whole = framed([bytes]);
    // The first byte chooses the size of the pieces, so that a finding is the same every time.
    const size = 1 + (bytes[0] ?? 0) * (bytes.length > 4_096 ? 16 : 1);
    const pieces: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += size) pieces.push(bytes.subarray(start, start + size));
    hold(described(framed(pieces)) === described(whole), "pieces give the same messages as the whole");
  },
};

/** Everything up to the first break: the connection is closed there. */
function framed(pieces: readonly Buffer[]): FramedItem[] {
  const items: FramedItem[] = [];
  let state = emptyFramer;
  for (const piece of pieces) {
    const step = frame(state, piece, maxMessageBytes);
    state = step.state;
    for (const item of step.items) {
      items.push(item);
      if (item.kind === "broken") return items;
    }
    hold(state.pending.length <= maxMessageBytes + piece.length, "no more is kept than one message");
  }
  return items;
}

/** Empty lines that come together are one keep-alive, and several when they come in pieces. */
function described(items: readonly FramedItem[]): string {
  return items
    .filter((item, index) => item.kind !== "keep-alive" || items[index - 1]?.kind !== "keep-alive")
    .map((item) => (item.kind === "message" ? `message ${item.bytes.toString("latin1")}` : item.kind))
    .join("\n");
}
