import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writePcap } from "./pcap.ts";
import { redact } from "./redact.ts";
import { sampleMessage, sampleSdp } from "./testing/messages.ts";
import type { TracedMessage } from "./traced-call.ts";

const own = { address: "192.0.2.1", port: 5060 };

function message(index: number, text: string, wire: Partial<TracedMessage> = {}): TracedMessage {
  const peer = { transport: "udp", address: "192.0.2.10", port: 5070 };
  return {
    at: 1_800_000_000_123 + index,
    direction: index % 2 ? "out" : "in",
    leg: 0,
    ...peer,
    text,
    ...wire,
  };
}

/** What Wireshark's own dissectors make of the file: a row a packet. */
function dissect(pcap: Buffer, fields: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), "tandem-pcap-"));
  try {
    const file = join(folder, "call.pcap");
    writeFileSync(file, pcap);
    const checks = ["ip.check_checksum:TRUE", "udp.check_checksum:TRUE"].flatMap((option) => ["-o", option]);
    const args = [
      "-r",
      file,
      ...checks,
      "-T",
      "fields",
      "-E",
      "separator=|",
      ...fields.flatMap((name) => ["-e", name]),
    ];
    const text = execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return text
      .trimEnd()
      .split("\n")
      .map((line) => line.split("|"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const body = sampleSdp;
const messages = [
  message(0, redact(sampleMessage("INVITE sip:4000@192.0.2.1 SIP/2.0", { body }))),
  message(1, redact(sampleMessage("SIP/2.0 200 OK", { body: `${body}a=x\r\n` }))),
  message(2, sampleMessage("ACK sip:4000@192.0.2.1 SIP/2.0", { sequence: "1 ACK" }), { transport: "tcp" }),
  message(3, sampleMessage("BYE sip:1@[2001:db8::9] SIP/2.0", { sequence: "2 BYE" }), {
    address: "2001:db8::9",
  }),
  message(4, sampleMessage("SIP/2.0 200 OK", { sequence: "2 BYE" }), {
    address: "2001:db8::9",
    transport: "ws",
  }),
];

test("Wireshark reads each message as SIP, with right addresses, times and checksums", () => {
  const fields = [
    "frame.time_epoch",
    "ip.src",
    "ipv6.src",
    "udp.srcport",
    "udp.dstport",
    "sip.Method",
    "sip.Status-Code",
  ];
  const rows = dissect(writePcap({ own, messages }), fields);
  assert.deepEqual(
    rows.map(([time = "", ...rest]) => [Number(time).toFixed(3), ...rest]),
    [
      ["1800000000.123", "192.0.2.10", "", "5070", "5060", "INVITE", ""],
      ["1800000000.124", "192.0.2.1", "", "5060", "5070", "", "200"],
      ["1800000000.125", "192.0.2.10", "", "5070", "5060", "ACK", ""],
      ["1800000000.126", "", "::ffff:192.0.2.1", "5060", "5070", "BYE", ""],
      ["1800000000.127", "", "2001:db8::9", "5070", "5060", "", "200"],
    ],
  );
  const checks = dissect(writePcap({ own, messages }), [
    "ip.checksum.status",
    "udp.checksum.status",
    "_ws.malformed",
  ]);
  // 1: Wireshark calculated it and found it right.
  const [four, six] = [
    ["1", "1", ""],
    ["", "1", ""],
  ];
  assert.deepEqual(checks, [four, four, four, six, six]);
});

test("an odd length, no messages, and one that fits in no datagram still make a file that opens", () => {
  const odd = [message(0, `${messages[0]?.text ?? ""}x`), message(1, "y".repeat(70_000))];
  assert.deepEqual(dissect(writePcap({ own, messages: odd }), ["udp.checksum.status"]), [["1"], ["1"]]);
  assert.equal(writePcap({ own, messages: [] }).length, 24);
});
