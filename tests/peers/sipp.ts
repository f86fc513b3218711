// sipp 3.6.1 as a peer: runs one scenario of ./scenarios with the values filled in, and tells what it counted.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, freePorts } from "../support/free-ports.ts";
import { Program } from "../support/process.ts";
import { until } from "../support/until.ts";
import { writeRtpCapture } from "./rtp-capture.ts";
import type { SpokenCall } from "./rtp-capture.ts";

export type Scenario =
  | "uac-early-menu"
  | "uac-early-refused"
  | "uac-queue-call"
  | "uac-register"
  | "uac-subscribe"
  | "uas-agent"
  | "uas-carrier"
  | "uas-challenge"
  | "uas-info"
  | "uas-refuse"
  | Race;

/** Scenarios of what crosses, gets lost, comes late or expires. */
export type Race =
  | "uac-cancel-crossing"
  | "uac-early-update"
  | "uac-glare"
  | "uac-late-offer"
  | "uac-prack"
  | "uac-prack-lossy"
  | "uac-timer-expiry"
  | "uac-timer-refresh"
  | "uac-timer-too-small"
  | "uas-late-offer"
  | "uas-prack";

export type SippOptions = {
  readonly scenario: Scenario;
  /** `host:port` to send to; the UAS scenarios have none. */
  readonly remote?: string;
  /** The number called, or the user registered. */
  readonly service?: string;
  /** Digest password. */
  readonly password?: string;
  /** `user@host:port` that requests are for, when that is not `remote`: it goes into the digest. */
  readonly digestFor?: string;
  /**
   * How long a talking scenario stays in the call before its own BYE, in ms; the other side's BYE ends it
   * earlier. Default 5000.
   */
  readonly talkMs?: number;
  /** A message the scenario does not expect is reported, and the call goes on; otherwise it fails. */
  readonly passesOverUnexpected?: boolean;
  /** What `uas-refuse` answers: status and phrase, and a header line of its own. */
  readonly refusal?: { readonly status: string; readonly header?: string };
  /** What `uas-info` sends by SIP INFO as soon as it has answered, and what it must then be sent. */
  readonly keys?: { readonly sent: string; readonly expected: string };
  /** How long the UAS rings before it answers, in ms; default 200. */
  readonly ringMs?: number;
  /** What is said from the answer on. Needs root or CAP_NET_RAW: sipp plays captures through a raw socket. */
  readonly says?: Omit<SpokenCall, "durationMs">;
  /** Says what it hears. */
  readonly echoes?: boolean;
  /** Its own address, for signalling and sound; default 127.0.0.1. */
  readonly host?: "127.0.0.1" | "::1";
  /** Calls in all; default 1. */
  readonly calls?: number;
  /** New calls per second; default 10. */
  readonly callsPerSecond?: number;
  /** Calls at one time; default all. */
  readonly concurrentCalls?: number;
  /** The local SIP port, for an agent that answers where it registered; default a free one. */
  readonly sipPort?: number;
  /** Ends the run as failed after this time; default talkMs + 30 s. */
  readonly timeoutMs?: number;
};

export type SippOutcome = {
  readonly successful: number;
  readonly failed: number;
  /** Messages sent again for want of an answer: on loopback a sign of a busy machine or a slow peer. */
  readonly retransmissions: number;
  /** Mean time from INVITE to 200 in ms; for scenarios that place calls. */
  readonly answerMs: number;
  /** sipp's own words about what was unexpected. */
  readonly errors: string;
};

const scenarioDir = path.join(import.meta.dirname, "scenarios");

/** Starts a scenario; a UAS is listening when this resolves. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const sipPort = options.sipPort ?? (await freePort());
  // Every call of a run writes the next four media ports into its SDP, also when the one before has ended.
  const mediaPort = await freePorts(4 * (options.calls ?? 1));
  const sipp = new Sipp(options, sipPort, mediaPort, await freePort());
  if (options.remote === undefined) await sipp.listening();
  return sipp;
}

/** Runs a scenario to its end. Throws with sipp's errors when any call failed or none was made. */
export async function runSipp(options: SippOptions): Promise<SippOutcome> {
  await using sipp = await startSipp(options);
  const outcome = await sipp.outcome();
  if (outcome.failed > 0 || outcome.successful === 0) {
    throw new Error(
      `${options.scenario}: ${outcome.successful} successful, ${outcome.failed} failed\n${outcome.errors}`,
    );
  }
  return outcome;
}

/** Registers `user` at `registrar`, then answers calls there as an agent's desk phone. */
export async function startSippAgent(
  agent: { readonly registrar: string; readonly user: string; readonly password: string } & Omit<
    SippOptions,
    "scenario" | "remote" | "service" | "password" | "sipPort"
  >,
): Promise<Sipp> {
  const { registrar, user, password, ...rest } = agent;
  const sipPort = await freePort();
  await runSipp({ scenario: "uac-register", remote: registrar, service: user, password, sipPort });
  return startSipp({ ...rest, scenario: "uas-agent", sipPort });
}

/** One running sipp. `await using` ends it and removes its files. */
export class Sipp {
  readonly uri: string;
  readonly #directory: string;
  readonly #program: Program;
  readonly #sipPort: number;

  constructor(options: SippOptions, sipPort: number, mediaPort: number, controlPort: number) {
    this.#directory = mkdtempSync(path.join(tmpdir(), "tandem-sipp-"));
    this.#sipPort = sipPort;
    this.uri = `sip:${options.service ?? "sipp"}@127.0.0.1:${sipPort}`;
    this.#writeScenario(options);
    const calls = String(options.calls ?? 1);
    const settings: Readonly<Record<string, string>> = {
      "-sf": "scenario.xml",
      "-s": options.service ?? "sipp",
      "-m": calls,
      "-r": String(options.callsPerSecond ?? 10),
      "-l": String(options.concurrentCalls ?? calls),
      "-i": options.host ?? "127.0.0.1",
      "-p": String(sipPort),
      "-mi": options.host ?? "127.0.0.1",
      "-mp": String(mediaPort),
      "-cp": String(controlPort),
      "-stf": "statistics.csv",
      "-fd": "1",
      "-error_file": "errors.log",
      // Its watchdog reports, and in the end gives up, when the machine is busy: that is no one's wrong message.
      "-watchdog_interval": "0",
      "-timeout": `${options.timeoutMs ?? talkMs(options) + 30_000}ms`,
    };
    const switches = ["-nostdin", "-trace_stat", "-trace_err", "-timeout_error"];
    if (options.echoes === true) switches.push("-rtp_echo");
    if (options.digestFor !== undefined) switches.push("-auth_uri", options.digestFor);
    if (options.passesOverUnexpected === true) switches.push("-default_behaviors", "all,-abortunexp");
    const remote = options.remote === undefined ? [] : [options.remote];
    const args = [...remote, ...Object.entries(settings).flat(), ...switches];
    // Its live screens need a terminal type.
    const environment = { cwd: this.#directory, env: { TERM: "dumb" } };
    this.#program = new Program("sipp", args, { name: `sipp ${options.scenario}`, ...environment });
  }

  /** Resolves when the SIP port is bound. */
  async listening(): Promise<void> {
    const hexPort = this.#sipPort.toString(16).toUpperCase().padStart(4, "0");
    const isBound = (): boolean => readFileSync("/proc/net/udp", "latin1").includes(`:${hexPort} `);
    await until("sipp listens", () => this.#program.exit !== undefined || isBound());
  }

  /** Resolves when all calls have ended. Throws when sipp itself failed (bad scenario, port in use, no raw socket). */
  async outcome(): Promise<SippOutcome> {
    const { code } = await this.#program.exited();
    // 0: all calls successful; 1: at least one failed; 97: exit on the timeout; others: sipp could not work.
    const errors = this.#errors();
    if (code !== 0 && code !== 1 && code !== 97)
      throw new Error(`sipp ended with ${code}\n${errors}\n${this.#program.lastLines()}`);
    return {
      ...parseStatistics(readFileSync(path.join(this.#directory, "statistics.csv"), "latin1")),
      errors,
    };
  }

  /** Takes no more calls, waits for those it has, and resolves as `outcome` does. */
  async finish(): Promise<SippOutcome> {
    this.#program.signal("SIGUSR1");
    return this.outcome();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #errors(): string {
    const file = path.join(this.#directory, "errors.log");
    return existsSync(file) ? unexpectedIn(readFileSync(file, "utf8")) : "";
  }

  #writeScenario(options: SippOptions): void {
    const speechFile = path.join(this.#directory, "speech.pcap");
    if (options.says) writeRtpCapture(speechFile, { ...options.says, durationMs: talkMs(options) });
    const play = `<nop><action><exec play_pcap_audio="${speechFile}"/></action></nop>`;
    const values: Readonly<Record<string, string>> = {
      SPEAK: options.says ? play : "",
      TALK_MS: String(talkMs(options)),
      RING_MS: String(options.ringMs ?? 200),
      USER: options.service ?? "",
      PASSWORD: options.password ?? "",
      STATUS: options.refusal?.status ?? "",
      KEYS_SENT: Array.from(options.keys?.sent ?? "", infoSent).join("\n"),
      KEYS_EXPECTED: Array.from(options.keys?.expected ?? "", infoExpected).join("\n"),
      HEADER: options.refusal?.header ?? "X-Nothing: more",
    };
    const template = readFileSync(path.join(scenarioDir, `${options.scenario}.xml`), "utf8");
    const scenario = template.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`${options.scenario}.xml wants @${name}@`);
      return value;
    });
    writeFileSync(path.join(this.#directory, "scenario.xml"), scenario, { mode: 0o600 });
  }
}

/** The steps by which a scenario sends a key. */
function infoSent(key: string, index: number): string {
  return `<send retrans="500"><![CDATA[
INFO [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
Max-Forwards: 70
From:[$local_party];tag=[pid]c[call_number]
To:[$remote_party]
Call-ID: [call_id]
CSeq: ${index + 1} INFO
Content-Type: application/dtmf-relay
Content-Length: [len]

Signal=${key}
Duration=100
]]></send>
<recv response="200"/>`;
}

/** The steps by which it takes one; another key than this fails the call. */
function infoExpected(key: string, index: number): string {
  const digit = key === "*" ? "[*]" : key;
  return `<recv request="INFO"><action>
<ereg regexp="Signal=${digit}" search_in="body" check_it="true" assign_to="key${index}"/>
<log message="[$key${index}]"/></action></recv>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>`;
}

/** By a timeout a scenario hangs up first; a message that was sent again is answered again, the call being over. */
const expectedEntries = [
  /receive timeout on message .+, jumping to label \d+\s*$/,
  /Dead call \S+ \(successful\), received 'SIP\/2\.0 200 OK/,
];

/** What sipp wrote down besides what its scenarios provide for. Entries follow without line ends. */
export function unexpectedIn(errors: string): string {
  const entries = errors.split(/(?=\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\.\d+\t)/);
  const unexpected = entries.filter((entry) => !expectedEntries.some((expected) => expected.test(entry)));
  // The first entry is the file's heading.
  return unexpected.length <= 1 ? "" : unexpected.join("\n");
}

function talkMs(options: SippOptions): number {
  return options.talkMs ?? 5_000;
}

/** Reads the last line (the totals) of sipp's semicolon-separated statistics. */
export function parseStatistics(text: string): Omit<SippOutcome, "errors"> {
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.split(";"));
  const [names, totals] = [rows[0], rows.at(-1)];
  const value = (name: string): string => {
    const column = names?.indexOf(name) ?? -1;
    if (column < 0) throw new Error(`sipp's statistics have no column ${name}`);
    return totals?.[column] ?? "";
  };
  // hh:mm:ss:µµµµµµ, or hh:mm:ss.µµµµµµ
  const [hours = 0, minutes = 0, seconds = 0, micros = 0] = value("ResponseTimeanswer(C)")
    .split(/[:.]/)
    .map(Number);
  return {
    successful: Number(value("SuccessfulCall(C)")),
    failed: Number(value("FailedCall(C)")),
    retransmissions: Number(value("Retransmissions(C)")),
    answerMs: ((hours * 60 + minutes) * 60 + seconds) * 1000 + micros / 1000,
  };
}
