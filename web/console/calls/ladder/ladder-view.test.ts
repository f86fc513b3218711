import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ladder, LadderMessage } from "@tandem/contract";
import { allLegs, formatOffset, ladderView } from "./ladder-view.ts";

function message(
  from: string,
  to: string,
  firstLine: string,
  rest = "CSeq: 1 INVITE\r\n\r\n",
): LadderMessage {
  const wire = { transport: "udp", peer: "192.0.2.1:5060", repeated: false };
  const direction = to === "tandem" ? ("in" as const) : ("out" as const);
  return {
    at: "2026-01-01T00:00:00.000Z",
    afterMs: 0,
    direction,
    from,
    to,
    firstLine,
    ...wire,
    text: `${firstLine}\r\n${rest}`,
  };
}

const party = (id: string, kind: "caller" | "tandem" | "agent") => ({ id, kind, name: id, address: "" });
const ladder: Ladder = {
  callId: "c",
  cut: 0,
  parties: [
    party("caller", "caller"),
    party("tandem", "tandem"),
    party("1001", "agent"),
    party("1002", "agent"),
  ],
  messages: [
    message("caller", "tandem", "INVITE sip:4000@t SIP/2.0", "CSeq: 1 INVITE\r\n\r\nv=0\r\n"),
    message("tandem", "caller", "SIP/2.0 401 Unauthorized"),
    message("tandem", "1001", "INVITE sip:1001@t SIP/2.0"),
    message("1001", "tandem", "SIP/2.0 486 Busy Here"),
    message("tandem", "1002", "INVITE sip:1002@t SIP/2.0"),
    message("1002", "tandem", "SIP/2.0 180 Ringing"),
    message("tandem", "1002", "CANCEL sip:1002@t SIP/2.0"),
    message("1002", "tandem", "SIP/2.0 487 Request Terminated"),
    message("1002", "tandem", "SIP/2.0 200", "cseq:\t7 CANCEL\r\n\r\n"),
  ],
};

test("each message is an arrow between its columns, coloured by what it is", () => {
  const { columns, rows, kinds } = ladderView(ladder, allLegs);
  assert.equal(columns.length, 4);
  assert.deepEqual(
    rows.map(({ from, to, kind, label, answers }) => [from, to, kind, label, answers]),
    [
      [0, 1, "request", "INVITE", undefined],
      [1, 0, "challenge", "401 Unauthorized", "INVITE"],
      [1, 2, "request", "INVITE", undefined],
      [2, 1, "failure", "486 Busy Here", "INVITE"],
      [1, 3, "request", "INVITE", undefined],
      [3, 1, "provisional", "180 Ringing", "INVITE"],
      [1, 3, "ending", "CANCEL", undefined],
      [3, 1, "ending", "487 Request Terminated", "INVITE"],
      [3, 1, "success", "200", "CANCEL"],
    ],
  );
  assert.deepEqual(rows.map(({ hasSdp }) => hasSdp).indexOf(true), 0);
  assert.deepEqual(rows.filter(({ hasSdp }) => hasSdp).length, 1);
  assert.deepEqual(kinds, ["request", "provisional", "success", "challenge", "failure", "ending"]);
});

test("one leg shows its own column and ours, and only its messages; the places stay those of the whole", () => {
  const { columns, rows, kinds } = ladderView(ladder, "1001");
  assert.deepEqual(
    columns.map(({ id }) => id),
    ["tandem", "1001"],
  );
  assert.deepEqual(
    rows.map(({ index, from, to }) => [index, from, to]),
    [
      [2, 0, 1],
      [3, 1, 0],
    ],
  );
  assert.deepEqual(kinds, ["request", "failure"]);
});

test("offsets are in seconds, then in minutes and seconds", () => {
  assert.deepEqual([0, 7, 12_345, 59_999, 60_000, 3_723_004].map(formatOffset), [
    "+0.000",
    "+0.007",
    "+12.345",
    "+59.999",
    "+1:00.000",
    "+62:03.004",
  ]);
});
