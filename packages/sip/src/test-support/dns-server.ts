// A name server on loopback: answers the questions of a zone over UDP (RFC 1035), says NXDOMAIN to all others.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Zone } from "./fake-dns.ts";

export type DnsServer = { readonly address: string; readonly asked: string[]; close(): void };

const types = { a: 1, aaaa: 28, srv: 33, naptr: 35 } as const;
const headerBytes = 12;
/** Response, recursion available; NXDOMAIN is 3 in the low bits. */
const isResponse = 0x8180;
const nameUnknown = 3;

export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, peer) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${type} ${name}`);
    const records = recordsOf(zone, name, type);
    const response = Buffer.concat([query.subarray(0, end), ...records.map((data) => record(type, data))]);
    response.writeUInt16BE(isResponse | (records.length === 0 ? nameUnknown : 0), 2);
    response.writeUInt16BE(records.length, 6);
    response.writeUInt32BE(0, 8); // no authority, no additional records
    socket.send(response, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let offset = headerBytes;
  for (let length = query.readUInt8(offset); length > 0; length = query.readUInt8(offset)) {
    labels.push(query.toString("latin1", offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(offset + 1), end: offset + 5 };
}

function recordsOf({ naptr, srv, addresses }: Zone, name: string, type: number): Buffer[] {
  const own = addresses?.[name] ?? [];
  switch (type) {
    case types.a:
      return own
        .filter((each) => !each.includes(":"))
        .map((each) => Buffer.from(each.split(".").map(Number)));
    case types.aaaa:
      return own.filter((each) => each.includes(":")).map(fullIpv6);
    case types.srv:
      return (srv?.[name] ?? []).map(({ priority, weight, port, host }) =>
        Buffer.concat([words(priority, weight, port), domainName(host)]),
      );
    case types.naptr:
      return (naptr?.[name] ?? []).map(({ order, preference, flags, service, replacement }) =>
        Buffer.concat([
          words(order, preference),
          text(flags),
          text(service),
          text(""),
          domainName(replacement),
        ]),
      );
    default:
      return [];
  }
}

/** Name by pointer to the question, class IN, a minute to live. */
function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([words(0xc000 | headerBytes, type, 1, 0, 60, data.length), data]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(value.length), Buffer.from(value, "latin1")]);
}

function domainName(name: string): Buffer {
  return Buffer.concat([...name.split(".").filter(Boolean).map(text), Buffer.of(0)]);
}

/** Only addresses of the form `a:b::c`, which is what tests write. */
function fullIpv6(address: string): Buffer {
  const [front = "", back = ""] = address.split("::");
  const groups = (part: string) =>
    part
      .split(":")
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const zeros = Array.from({ length: 8 - groups(front).length - groups(back).length }, () => 0);
  return words(...groups(front), ...zeros, ...groups(back));
}
