// A real phone for tests: headless linphone 5.1, steered by typing into it, heard through the files it records.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, freePorts } from "../support/free-ports.ts";
import { Program } from "../support/process.ts";
import { until } from "../support/until.ts";
import { durationMs } from "../support/wav.ts";
import type { Sound } from "../support/wav.ts";
import { linphoneUri, rtpPortCount, sampleRateHz, writeLinphoneConfig } from "./linphone-config.ts";
import type { LinphoneOptions, LinphonePorts } from "./linphone-config.ts";

/** What it says of its calls, by what it prints, at times behind a prompt; the first group is the call's number. */
const sayings = {
  incoming: /Receiving new incoming call from .*, assigned id (\d+)/,
  ringing: /Call (\d+) to .* ringing\./,
  talking: /Media streams established with .* for call (\d+)/,
  held: /Call (\d+) with .* is now paused\./,
  closed: /Call (\d+) with .* (?:ended|error)/,
} as const;
type LinphoneEvent = keyof typeof sayings;

/** What a RIFF/WAVE header of one `fmt ` and one `data` chunk takes. */
const wavHeaderBytes = 44;

/** It does not tell by itself that it has registered. */
const askAgainMs = 200;

/** Starts a phone; resolves, with a registrar, when it has registered. */
export async function startLinphone(options: LinphoneOptions = {}): Promise<Linphone> {
  const ports = { sip: await freePort(), rtpFirst: await freePorts(rtpPortCount) };
  const linphone = new Linphone(options, ports);
  try {
    await linphone.ready();
    return linphone;
  } catch (error) {
    await linphone[Symbol.asyncDispose]();
    throw new Error(`${linphone.uri} did not start:\n${linphone.output()}`, { cause: error });
  }
}

/** One phone with one account. `await using` ends it and removes its files. */
export class Linphone {
  /** The address others call it at. */
  readonly uri: string;
  readonly #options: LinphoneOptions;
  readonly #directory = mkdtempSync(path.join(tmpdir(), "tandem-linphone-"));
  readonly #heardFile = path.join(this.#directory, "heard.wav");
  readonly #program: Program;
  #linesTaken = 0;

  constructor(options: LinphoneOptions, ports: LinphonePorts) {
    this.#options = options;
    this.uri = linphoneUri(options, ports);
    const { config, speech } = writeLinphoneConfig(this.#directory, options, ports);
    this.#program = new Program("linphonec", ["-c", config], {
      name: `linphone ${options.user ?? "peer"}`,
      env: { HOME: this.#directory },
      takesInput: true,
    });
    this.#type("soundcard use files");
    this.#type(`play ${speech}`);
    // Once and for all calls: told while it rings, it waits for ever.
    this.#type(`record ${this.#heardFile}`);
  }

  /** Resolves when it takes commands and, with a registrar, is registered. */
  async ready(): Promise<void> {
    await this.#program.waitFor(/Using wav files/);
    if (!this.#options.registrar) return;
    await until("it is registered", async () => {
      this.#type("status register");
      return this.#program.waitFor(/registered, identity=/, askAgainMs).catch(() => false as const);
    });
  }

  /** Calls `uri`; the outcome comes as an event. */
  dial(uri: string): void {
    this.#type(`call ${uri}`);
  }

  /** Answers the ringing call. */
  accept(): void {
    this.#type("answer");
  }

  /** Ends, rejects or cancels the current call. */
  hangUp(): void {
    this.#type("terminate");
  }

  hold(): void {
    this.#type("pause");
  }

  /** Takes the call with this number, as its events tell it, off hold. */
  resume(call: number): void {
    this.#type(`resume ${call}`);
  }

  /** Blind transfer: REFER to `uri`. */
  transfer(uri: string): void {
    this.#type(`transfer ${uri}`);
  }

  /** Attended transfer: REFER in one call with Replaces of the other (RFC 3891). */
  transferTo(call: number, otherCall: number): void {
    this.#type(`transfer ${call} --to-call ${otherCall}`);
  }

  /** Sends digits as telephone-events (RFC 4733), one after the other. */
  sendDigits(digits: string): void {
    this.#type(digits);
  }

  /**
   * Resolves with the call's number at the next event of one kind, passing over others. Events are taken in
   * order: one that came before is found, one that was taken is not found again. Throws with what it printed.
   */
  async waitForEvent(event: LinphoneEvent, timeoutMs?: number): Promise<number> {
    const next = (): number | undefined => {
      const lines = this.#program.lines.slice(this.#linesTaken);
      const index = lines.findIndex((line) => sayings[event].test(line));
      if (index < 0) return undefined;
      this.#linesTaken += index + 1;
      return Number(sayings[event].exec(lines[index] ?? "")?.[1]);
    };
    try {
      return await until(`linphone's event ${event}`, next, timeoutMs);
    } catch (error) {
      throw new Error(`${this.uri}:\n${this.output()}`, { cause: error });
    }
  }

  /** What it heard in all its calls so far; undefined before any sound. */
  heard(): Sound | undefined {
    if (!existsSync(this.#heardFile)) return undefined;
    // The header tells of the calls that ended: the sound of later ones is behind it.
    const bytes = readFileSync(this.#heardFile).subarray(wavHeaderBytes);
    const samples = new Int16Array(Math.floor(bytes.length / 2));
    for (let at = 0; at < samples.length; at++) samples[at] = bytes.readInt16LE(at * 2);
    return samples.length === 0 ? undefined : { sampleRateHz, channels: [samples] };
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
    await this.#program.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #type(command: string): void {
    this.#program.type(command);
  }
}
