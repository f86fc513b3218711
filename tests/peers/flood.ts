// A flood of bad REGISTERs and INVITEs from many loopback addresses, and the calls of a carrier that go on meanwhile.
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { silentOffer } from "./raw-sip.ts";

export type FloodOptions = {
  readonly toPort: number;
  /** How many addresses it comes from: 127.0.1.1 and on. */
  readonly sources: number;
  readonly messages: number;
  readonly durationMs: number;
};

/** Sent in portions this far apart. */
const portionMs = 50;

/** Sends the flood; resolves with how many answers came back. */
export async function flood({ toPort, sources, messages, durationMs }: FloodOptions): Promise<number> {
  let answers = 0;
  const sockets: Socket[] = [];
  for (let index = 0; index < sources; index++) {
    const socket = createSocket("udp4");
    socket.on("message", () => answers++);
    socket.bind(0, `127.0.1.${index + 1}`);
    await once(socket, "listening");
    sockets.push(socket);
  }
  const startedMs = performance.now();
  for (let sent = 0; sent < messages;) {
    const due = Math.min(messages, Math.ceil(((performance.now() - startedMs) / durationMs) * messages));
    for (; sent < due; sent++) {
      const socket = sockets[sent % sources] as Socket;
      socket.send(badMessage(sent, socket.address().address), toPort, "127.0.0.1");
    }
    await setTimeout(portionMs);
  }
  for (const socket of sockets) socket.close();
  return answers;
}

/** By turns: no password, a wrong one, a name that nobody has, and what is hardly SIP. */
function badMessage(number: number, address: string): string {
  const method = number % 2 === 0 ? "REGISTER" : "INVITE";
  const user = number % 3 === 0 ? "1001" : `${number % 10_000}`;
  const body = method === "INVITE" ? silentOffer : "";
  const proof =
    `Authorization: Digest username="${user}", realm="tandem", nonce="${randomBytes(8).toString("hex")}", ` +
    `uri="sip:tandem", response="${randomBytes(16).toString("hex")}", algorithm=MD5, qop=auth, nc=00000001, cnonce="x"`;
  const lines = [
    `${method} sip:${method === "INVITE" ? `00${user}` : "tandem"}@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP ${address};branch=z9hG4bK${randomBytes(8).toString("hex")};rport`,
    `From: <sip:${user}@tandem>;tag=${number}`,
    number % 17 === 0 ? "To: <sip:" : `To: <sip:${user}@tandem>`,
    `Call-ID: ${randomBytes(8).toString("hex")}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${user}@${address}>`,
    ...(number % 5 < 2 ? [proof] : []),
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return [...lines, "", body].join("\r\n");
}

/** A carrier's calls, one after another: how long the first response to each INVITE takes. */
export class TimedCaller implements Disposable {
  readonly #socket: Socket;
  readonly #toPort: number;
  readonly #sentAt = new Map<string, number>();
  readonly #tookMs: number[] = [];
  readonly #statuses: number[] = [];

  constructor(socket: Socket, toPort: number) {
    this.#socket = socket;
    this.#toPort = toPort;
    socket.on("message", (bytes) => this.#receive(bytes.toString()));
  }

  static async open(toPort: number): Promise<TimedCaller> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new TimedCaller(socket, toPort);
  }

  /** In ms, the slowest last. */
  get tookMs(): readonly number[] {
    return this.#tookMs.toSorted((a, b) => a - b);
  }

  /** Final answers to the INVITEs. */
  get statuses(): readonly number[] {
    return this.#statuses;
  }

  get unanswered(): number {
    return this.#sentAt.size;
  }

  /** Calls; hangs up as soon as the call is answered. */
  call(number: string): void {
    const callId = randomBytes(8).toString("hex");
    this.#sentAt.set(callId, performance.now());
    this.#send("INVITE", 1, { callId, to: `<sip:${number}@127.0.0.1>` }, silentOffer);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const callId = /^Call-ID: (\S+)/im.exec(text)?.[1] ?? "";
    const sequence = /^CSeq: (\d+ \w+)/im.exec(text)?.[1];
    if (!text.startsWith("SIP/2.0 ")) return this.#agree(text);
    const sentAt = this.#sentAt.get(callId);
    if (sentAt !== undefined) this.#tookMs.push(performance.now() - sentAt);
    this.#sentAt.delete(callId);
    const status = Number(text.slice(8, 11));
    if (status < 200 || sequence !== "1 INVITE") return;
    const to = /^To: (.*)$/im.exec(text)?.[1]?.trim() ?? "";
    this.#send("ACK", 1, { callId, to });
    this.#statuses.push(status);
    if (status === 200) this.#send("BYE", 2, { callId, to });
  }

  /** The other side may hang up first. */
  #agree(request: string): void {
    const copied = request.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
    this.#socket.send(
      ["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "", ""].join("\r\n"),
      this.#toPort,
      "127.0.0.1",
    );
  }

  #send(method: string, sequence: number, dialog: { callId: string; to: string }, body = ""): void {
    const { port } = this.#socket.address();
    const lines = [
      `${method} sip:4000@127.0.0.1:${this.#toPort} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${randomBytes(6).toString("hex")}`,
      "Max-Forwards: 70",
      `From: <sip:13800138000@127.0.0.1>;tag=${dialog.callId}`,
      `To: ${dialog.to}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${sequence} ${method}`,
      `Contact: <sip:13800138000@127.0.0.1:${port}>`,
      ...(body === "" ? [] : ["Content-Type: application/sdp"]),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#socket.send([...lines, "", body].join("\r\n"), this.#toPort, "127.0.0.1");
  }
}
