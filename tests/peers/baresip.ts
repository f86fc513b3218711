// A real phone for tests: headless baresip 1.0.0, steered over its control connection, heard through its files.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, freePorts } from "../support/free-ports.ts";
import { Program } from "../support/process.ts";
import { until } from "../support/until.ts";
import { durationMs, readWav } from "../support/wav.ts";
import type { Sound } from "../support/wav.ts";
import { accountLine, baresipUri, rtpPortCount, writeBaresipConfig } from "./baresip-config.ts";
import type { BaresipOptions, BaresipPorts } from "./baresip-config.ts";
import { decodeNetstrings, encodeNetstring } from "./netstring.ts";

export type { BaresipOptions } from "./baresip-config.ts";

/** One of baresip's own events, such as CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED, REGISTER_OK. */
export type BaresipEvent = {
  readonly type: string;
  readonly class?: string;
  readonly direction?: "incoming" | "outgoing";
  readonly peeruri?: string;
  readonly id?: string;
  /** For CALL_CLOSED, the reason; for CALL_DTMF_START, the digit. */
  readonly param?: string;
};

type Answer = { readonly ok: boolean; readonly data?: string };

/** Starts a phone; resolves when it can be steered and, with a registrar, has registered. */
export async function startBaresip(options: BaresipOptions = {}): Promise<Baresip> {
  // baresip listens for TLS on the port after its SIP port.
  const ports = {
    sip: options.sipPort ?? (await freePorts(2)),
    control: await freePort(),
    rtpFirst: await freePorts(rtpPortCount),
  };
  const baresip = new Baresip(options, ports);
  try {
    await baresip.connect();
    await baresip.command("uanew", accountLine(options, ports));
    if (options.registrar) await baresip.waitRegistered();
    return baresip;
  } catch (error) {
    await baresip[Symbol.asyncDispose]();
    throw new Error(`${baresip.uri} did not start:\n${baresip.output()}`, { cause: error });
  }
}

/** One phone with one account. `await using` ends it and removes its files. */
export class Baresip {
  /** The address others call it at. */
  readonly uri: string;
  readonly events: BaresipEvent[] = [];
  readonly #directory: string;
  readonly #heardDir: string;
  readonly #controlPort: number;
  readonly #program: Program;
  readonly #answers = new Map<string, Answer>();
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #commands = 0;
  #eventsTaken = 0;

  constructor(options: BaresipOptions, ports: BaresipPorts) {
    this.#directory = mkdtempSync(path.join(tmpdir(), "tandem-baresip-"));
    this.#heardDir = writeBaresipConfig(this.#directory, options, ports);
    this.#controlPort = ports.control;
    this.uri = baresipUri(options, ports);
    this.#program = new Program("baresip", ["-f", this.#directory], {
      name: `baresip ${options.user ?? "peer"}`,
    });
  }

  /** Opens the control connection. */
  async connect(): Promise<void> {
    await until("baresip's control port opens", () => this.#program.exit !== undefined || this.#open());
    if (this.#program.exit) throw new Error("it ended");
  }

  /** Resolves when it is registered; throws when it was refused. */
  async waitRegistered(): Promise<void> {
    const line = await this.#program.waitFor(/200 OK .*binding|reg: sip/);
    if (!line.includes("200 OK")) throw new Error(line);
  }

  /** Calls `uri`; the outcome comes as an event. */
  async dial(uri: string): Promise<void> {
    await this.command("dial", uri);
  }

  /** Answers the ringing call. */
  async accept(): Promise<void> {
    await this.command("accept");
  }

  /** Ends, rejects or cancels the current call. */
  async hangUp(): Promise<void> {
    await this.command("hangup");
  }

  async hold(): Promise<void> {
    await this.command("hold");
  }

  async resume(): Promise<void> {
    await this.command("resume");
  }

  /** Blind transfer: REFER to `uri`. */
  async transfer(uri: string): Promise<void> {
    await this.command("transfer", uri);
  }

  /** Sends digits as telephone-events (RFC 4733), one after the other. */
  async sendDigits(digits: string): Promise<void> {
    for (const digit of digits) {
      await this.command("sndcode", digit);
    }
  }

  /** Runs one of baresip's long commands. Throws when it refuses. Resolves with what it printed. */
  async command(command: string, parameters = ""): Promise<string> {
    const token = String(++this.#commands);
    this.#socket?.write(encodeNetstring(JSON.stringify({ command, params: parameters, token })));
    const answer = await until(`baresip answers ${command}`, () => this.#answers.get(token));
    if (!answer.ok)
      throw new Error(`baresip refused ${command} ${parameters}: ${answer.data}\n${this.output()}`);
    return answer.data ?? "";
  }

  /**
   * Resolves with the next event of one type, passing over others. Events are taken in order: one that came
   * before is found, one that was taken is not found again. Throws with the log when none comes.
   */
  async waitForEvent(type: string, timeoutMs?: number): Promise<BaresipEvent> {
    const next = (): BaresipEvent | undefined => {
      const index = this.events.findIndex(
        (event, position) => position >= this.#eventsTaken && event.type === type,
      );
      if (index < 0) return undefined;
      this.#eventsTaken = index + 1;
      return this.events[index];
    };
    try {
      return await until(`baresip's event ${type}`, next, timeoutMs);
    } catch (error) {
      const seen = this.events.map((event) => event.type).join(" ");
      throw new Error(`${this.uri} saw: ${seen}\n${this.output()}`, { cause: error });
    }
  }

  /** What it heard in the latest call so far; undefined before any sound. */
  heard(): Sound | undefined {
    const dumps = readdirSync(this.#heardDir).filter((name) => /^dump-.*-dec\.wav$/.test(name));
    const latest = dumps.toSorted().at(-1);
    return latest === undefined ? undefined : readWav(path.join(this.#heardDir, latest));
  }

  /** Resolves with what it heard when that is at least `ms` long. */
  async waitHeard(ms: number, timeoutMs = ms + 10_000): Promise<Sound> {
    const longEnough = (): Sound | undefined => {
      const sound = this.heard();
      return sound && durationMs(sound) >= ms ? sound : undefined;
    };
    return until(`${this.uri} hears ${ms} ms`, longEnough, timeoutMs);
  }

  output(): string {
    return this.#program.lastLines();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.destroy();
    await this.#program.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #open(): Promise<true> {
    const socket = connect(this.#controlPort, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve).once("error", reject);
    });
    socket.on("data", (bytes) => this.#hear(bytes));
    // The connection ends with the program; a command sent then fails by its missing answer.
    socket.on("error", () => socket.destroy());
    this.#socket = socket;
    return true;
  }

  #hear(bytes: Buffer): void {
    const { texts, rest } = decodeNetstrings(Buffer.concat([this.#received, bytes]));
    this.#received = rest;
    for (const text of texts) {
      const message = JSON.parse(text) as { response?: boolean; token?: string } & Answer & BaresipEvent;
      if (message.response) this.#answers.set(message.token ?? "", message);
      else this.events.push(message);
    }
  }
}
