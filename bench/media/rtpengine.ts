// rtpengine in user space, as Debian ships it, spoken to by its NG protocol (bencoded dictionaries over UDP).
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { remoteOf } from "./contender.ts";
import type { Contender, RunningRelay } from "./contender.ts";

const ngPort = 22_223;

export function rtpengineIsInstalled(): boolean {
  return spawnSync("rtpengine", ["--version"], { stdio: "ignore" }).error === undefined;
}

export function rtpengine(name: string, records: boolean): Contender {
  return { name, protects: false, start: (calls) => start(calls, records) };
}

async function start(calls: number, records: boolean): Promise<RunningRelay> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
  const recording = ["--recording-method=pcap", `--recording-dir=${folder}`, "--recording-format=raw"];
  const child = spawn(
    "rtpengine",
    [
      "--config-file=none",
      "--foreground",
      "--log-stderr",
      "--log-level=3",
      "--table=-1",
      "--interface=127.0.0.1",
      `--listen-ng=127.0.0.1:${ngPort}`,
      "--num-threads=1",
      "--port-min=30000",
      "--port-max=39998",
      `--pidfile=${join(folder, "pid")}`,
      ...(records ? recording : []),
    ],
    { cwd: folder, stdio: "ignore" },
  );
  const pid = child.pid as number;
  setPriority(pid, constants.priority.PRIORITY_HIGH);
  const ng = await NgClient.open();
  const ports: number[] = [];
  for (let call = 0; call < calls; call++) ports.push(...(await openCall(ng, call, records)));
  return {
    pid,
    ports,
    async stop() {
      ng.close();
      // Asked to end it sometimes falls over its own threads.
      child.kill("SIGKILL");
      await once(child, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}

async function openCall(ng: NgClient, call: number, records: boolean): Promise<[number, number]> {
  const common = {
    "call-id": `call-${call}`,
    "from-tag": `from-${call}`,
    replace: ["origin"],
    ICE: "remove",
    "rtcp-mux": ["demux"],
    flags: ["trust-address"],
    ...(records && { "record call": "yes" }),
  };
  const offered = await ng.ask({ ...common, command: "offer", sdp: sdpOf(2 * call) });
  const answer = { ...common, command: "answer", "to-tag": `to-${call}`, sdp: sdpOf(2 * call + 1) };
  const answered = await ng.ask(answer);
  // What the answer says is where the first leg sends, what the offer says is for the second.
  return [portOf(answered), portOf(offered)];
}

function sdpOf(leg: number): string {
  const { address, port } = remoteOf(leg);
  const lines = ["v=0", `o=- 1 1 IN IP4 ${address}`, "s=-", `c=IN IP4 ${address}`, "t=0 0"];
  return [...lines, `m=audio ${port} RTP/AVP 8`, "a=rtpmap:8 PCMA/8000", "a=sendrecv", "a=ptime:20", ""].join(
    "\r\n",
  );
}

function portOf(answer: string): number {
  const port = /m=audio (\d+)/.exec(answer)?.[1];
  if (port === undefined) throw new Error(`rtpengine: ${answer.slice(0, 200)}`);
  return Number(port);
}

/** Asks one thing at a time; a question that is lost while the daemon starts is asked again. */
class NgClient {
  readonly #socket: Socket;
  #cookie = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(): Promise<NgClient> {
    const socket = createSocket("udp4");
    socket.on("error", () => {});
    await new Promise<void>((resolve) => {
      socket.connect(ngPort, "127.0.0.1", resolve);
    });
    const client = new NgClient(socket);
    await client.ask({ command: "ping" });
    return client;
  }

  async ask(question: Record<string, string | readonly string[]>): Promise<string> {
    const cookie = `q${++this.#cookie}`;
    for (let attempt = 0; attempt < 20; attempt++) {
      const limit = AbortSignal.timeout(500);
      this.#socket.send(`${cookie} ${bencode(question)}`, () => {});
      try {
        const [answer] = (await once(this.#socket, "message", { signal: limit })) as [Buffer];
        if (answer.toString().startsWith(`${cookie} `)) return answer.toString();
      } catch {
        await pause(100);
      }
    }
    throw new Error("rtpengine does not answer");
  }

  close(): void {
    this.#socket.close();
  }
}

function bencode(value: string | readonly string[] | Record<string, string | readonly string[]>): string {
  if (typeof value === "string") return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(bencode).join("")}e`;
  const entries = Object.entries(value as Record<string, string>).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `d${entries.map(([key, part]) => bencode(key) + bencode(part)).join("")}e`;
}
