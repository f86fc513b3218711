import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzzTargets } from "./targets/index.ts";

const small = 8_192;
const large = 65_400;
/** Eight times the input may take eight times as long, and some; a quadratic reader takes sixty-four. */
const maxGrowth = 24;
/** Below this nothing is measured but the machine. */
const noiseMs = 20;

const characters = [
  " ",
  "\t",
  ",",
  ";",
  '"',
  "\\",
  "<",
  ">",
  "=",
  ":",
  "@",
  "%",
  "[",
  "a",
  "0",
  "/",
  "-",
  ".",
  "\r\n ",
  "a=\r\n",
];
const headers = [
  "To: ",
  "From: ",
  "Via: ",
  "Via: SIP/2.0/UDP ",
  "CSeq: ",
  "Contact: ",
  "Route: <sip:",
  "Date: ",
];
const more = [
  "Authorization: Digest ",
  "Refer-To: <sip:",
  "Reason: ",
  "Session-Expires: ",
  "X: ",
  "Replaces: ",
];

const places: readonly (readonly [target: string, before: string, after: string])[] = [
  ...[...headers, ...more].map(
    (header) =>
      ["sip", `INVITE sip:a@b SIP/2.0\r\n${header}`, "x\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"] as const,
  ),
  ["sip", "INVITE ", " SIP/2.0\r\n\r\n"],
  ["sip", "INVITE sip:", " SIP/2.0\r\n\r\n"],
  ["sip", "", ""],
  ["sip", "SIP/2.0 200 ", "\r\n\r\n"],
  ["stream", "", ""],
  ["stream", "INVITE sip:a@b SIP/2.0\r\nX: ", "\r\n\r\n"],
  ["sdp", "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\n", ""],
  ["sdp", "v=0\r\no=", "\r\n"],
  ["sdp", "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\nm=audio 9 RTP/AVP ", "\r\n"],
  ["sdp", "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\nm=audio 9 RTP/AVP 8\r\na=fmtp:", "\r\n"],
  ["sdp", "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\nm=audio 9 RTP/AVP 8\r\na=candidate:", "\r\n"],
  ["sdp", "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\nm=audio 9 RTP/AVP 8\r\na=ssrc:", "\r\n"],
];

test("64 KB of one character takes time in step with its length, wherever it stands", () => {
  const slow: string[] = [];
  for (const [name, before, after] of places) {
    const target = fuzzTargets.find((each) => each.name === name);
    assert.ok(target !== undefined);
    for (const character of characters) {
      const timeOf = (length: number): number => {
        const middle = character.repeat(Math.floor(length / character.length));
        const input = Buffer.from(before + middle + after, "latin1");
        let fastest = Number.POSITIVE_INFINITY;
        // Of this thread alone, and the best of some: a neighbour that empties the caches is no fault of the reader.
        for (let attempt = 0; attempt < 8; attempt++) {
          const started = process.threadCpuUsage();
          target.check(input);
          const { user, system } = process.threadCpuUsage(started);
          fastest = Math.min(fastest, (user + system) / 1000);
          if (fastest < noiseMs) break;
        }
        return fastest;
      };
      const largeMs = timeOf(large);
      if (largeMs < noiseMs || largeMs < maxGrowth * timeOf(small)) continue;
      slow.push(`${name} ${JSON.stringify(before)} + ${JSON.stringify(character)}: ${largeMs.toFixed(0)} ms`);
    }
  }
  assert.deepEqual(slow, []);
});
