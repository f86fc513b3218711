// The running system under load: started on an empty database, its agents registered and available, its time read.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { endpoints } from "@tandem/contract";
import { ApiClient } from "../../tests/support/api-client.ts";
import { freePort, freePorts } from "../../tests/support/free-ports.ts";
import { readMetrics } from "../../tests/support/metrics.ts";
import { startTandem } from "../../tests/support/tandem.ts";
import type { Tandem } from "../../tests/support/tandem.ts";
import { writeTone } from "../../tests/support/tone.ts";
import { until } from "../../tests/support/until.ts";
import { addAgents, addNumbers } from "./floor-configuration.ts";
import type { BenchAgent, QueueAgent } from "./floor-configuration.ts";
import { profileVariable, promptVariable } from "./measured-system-settings.ts";
import { noShares, ProcessorTime, scaled, spent } from "./processor-time.ts";
import type { Shares } from "./processor-time.ts";
import { runLoad, SippLoad } from "./sipp-load.ts";
import type { LoadOutcome } from "./sipp-load.ts";

export type FloorOptions = {
  /** Agents of the queue, each with a phone. */
  readonly inQueue: number;
  /** Phones that only register. */
  readonly others: number;
  readonly mediaWorkers: number;
  readonly rtpPorts: number;
  /** Where all phones want their sound; a port that nobody reads when left out. */
  readonly sinkPort?: number;
  /** Where a profile goes; undefined: the system runs without profiler. */
  readonly profileFile: string | undefined;
};

/** How long every registration lasts: longer than a run. */
const expiresSeconds = 3600;
const registrationsPerSecond = 150;
/** How long nothing may happen for the figure of an idle system. */
const idleMs = 5000;
/** Before that: what a start leaves to be compiled and collected. */
const settleMs = 3000;
/** RFC 3261 §17.2.2, RFC 6026 §7.1: 64*T1, the longest that a transaction outlives its call. */
const transactionsEndMs = 32_000;

/** `await using` ends the load, stops the system and removes its files. */
export class MeasuredFloor {
  readonly tandem: Tandem;
  readonly time: ProcessorTime;
  /** ms of processor per ms while nobody calls. */
  idle: Shares = noShares;
  /** The queue's agents as they are signed in at pages. */
  readonly queueCookies: string[] = [];
  readonly #queueAgents: readonly QueueAgent[];
  readonly #endpoints: readonly BenchAgent[];
  readonly #endpointPort: number;
  readonly #resources: AsyncDisposableStack;
  readonly #sinkPort: number;
  #agents: SippLoad | undefined;
  #available = false;

  private constructor(tandem: Tandem, resources: AsyncDisposableStack, ports: Ports, agents: Agents) {
    this.tandem = tandem;
    this.time = new ProcessorTime(tandem.pid);
    this.#queueAgents = agents.ofQueue;
    this.#endpoints = agents.others;
    this.#resources = resources;
    this.#sinkPort = ports.sink;
    this.#endpointPort = ports.endpoints;
  }

  static async start(options: FloorOptions): Promise<MeasuredFloor> {
    await using resources = new AsyncDisposableStack();
    const directory = mkdtempSync(path.join(tmpdir(), "tandem-bench-"));
    resources.defer(() => rmSync(directory, { recursive: true, force: true }));
    // Sound that the system sends has to go somewhere: to a full socket buffer it costs what it costs on a network.
    const sink = createSocket("udp4").bind(0, "127.0.0.1");
    resources.defer(() => void sink.close());
    await once(sink, "listening");
    const promptFile = path.join(directory, "one-second.wav");
    writeTone(promptFile, { frequencyHz: 440, durationMs: 1000 });
    const firstRtpPort = await freePorts(options.rtpPorts);
    const ports = { sink: options.sinkPort ?? sink.address().port, endpoints: await freePort() };
    let agents: Agents = { others: [], ofQueue: [] };
    const tandem = await startTandem({
      entry: path.join(import.meta.dirname, "measured-system.ts"),
      env: {
        TANDEM_LOG_LEVEL: "info",
        TANDEM_RTP_PORTS: `${firstRtpPort}-${firstRtpPort + options.rtpPorts - 1}`,
        TANDEM_MEDIA_WORKERS: String(options.mediaWorkers),
        [promptVariable]: promptFile,
        [profileVariable]: options.profileFile ?? "",
      },
      async prepare(configuration) {
        await addNumbers(configuration);
        agents = await addAgents(configuration, options);
      },
    });
    resources.use(tandem);
    return new MeasuredFloor(tandem, resources.move(), ports, agents);
  }

  get registrar(): string {
    return `127.0.0.1:${this.tandem.ports.sip}`;
  }

  async measureIdle(): Promise<void> {
    await pause(settleMs);
    const before = this.time.read();
    await pause(idleMs);
    const after = this.time.read();
    this.idle = scaled(spent(before, after), 1 / (after.atMs - before.atMs));
  }

  /** Agents' phones at one address answer and talk for `talkMs`; the first time they register and become available. */
  async openQueue(talkMs: number, logs = false): Promise<void> {
    const values = { TALK_MS: String(talkMs), SINK_PORT: String(this.#sinkPort) };
    const sipPort = this.#agents?.sipPort ?? (await freePort());
    if (this.#agents) await this.#agents[Symbol.asyncDispose]();
    else {
      this.#resources.defer(() => this.#agents?.[Symbol.asyncDispose]());
      await this.#registerAll(this.#queueAgents, sipPort);
    }
    this.#agents = await SippLoad.start({ scenario: "agents", values, timeoutMs: 3_600_000, sipPort, logs });
    if (this.#available) return;
    this.#available = true;
    for (const { signInToken } of this.#queueAgents) {
      const agent = new ApiClient(this.tandem.httpUrl);
      await agent.call(endpoints.signInByLink, { body: { token: signInToken } });
      await agent.call(endpoints.setPresence, { body: { presence: "available" } });
      this.queueCookies.push(agent.cookie);
    }
  }

  /** What the agents' phones have logged: when each rang, and for whom. */
  ringLog(): string[] {
    return this.#agents?.logLines() ?? [];
  }

  /** Registers every endpoint beside the queue's agents. */
  async registerEndpoints(): Promise<void> {
    await this.#registerAll(this.#endpoints, this.#endpointPort);
  }

  /** The first `count` endpoints refresh from where they are: each is challenged and sends its digest. */
  async refresh(count: number, perSecond: number): Promise<LoadOutcome> {
    return this.#register(this.#endpoints.slice(0, count), this.#endpointPort, perSecond);
  }

  /** Places calls to a number; each ends when the other side hangs up, and has failed when it has not by `patienceMs`. */
  async call(load: {
    number: string;
    calls: number;
    perSecond: number;
    patienceMs: number;
  }): Promise<LoadOutcome> {
    return runLoad({
      scenario: "caller",
      values: {
        NUMBER: load.number,
        PATIENCE_MS: String(load.patienceMs),
        SINK_PORT: String(this.#sinkPort),
      },
      remote: this.registrar,
      calls: load.calls,
      callsPerSecond: load.perSecond,
      timeoutMs: (load.calls / load.perSecond) * 1000 + load.patienceMs + 10_000,
    });
  }

  /** Resolves when no call is left and every fact is in the database. */
  async quiet(timeoutMs = 60_000): Promise<void> {
    await this.#until("no call is left", ["tandem_calls", "tandem_journal_depth"], timeoutMs);
  }

  /** Resolves when the last SIP transaction has ended: nothing is asked before it can have. */
  async transactionsEnd(): Promise<Shares & { atMs: number }> {
    await pause(transactionsEndMs + 1000);
    let reading = this.time.read();
    for (;;) {
      // Asking costs time as well, so that the reading comes before the question.
      const metrics = await readMetrics(this.tandem);
      if (metrics.get("tandem_sip_transactions") === 0) return reading;
      await pause(2000);
      reading = this.time.read();
    }
  }

  /** Starts or stops the profiler of a system that has one. */
  async toggleProfiler(wanted: "started" | "stopped"): Promise<void> {
    const seen = this.tandem.logLines.length;
    process.kill(this.tandem.pid, "SIGURG");
    const said = `"profiler":"${wanted}"`;
    await until(
      `the profiler has ${wanted}`,
      () => this.tandem.logLines.slice(seen).some((line) => line.includes(said)),
      60_000,
    );
  }

  /** Calls of the last runs in the database, by number called. */
  async storedCalls(number: string): Promise<number> {
    const admin = await ApiClient.signIn(this.tandem, "admin");
    let count = 0;
    for (let cursor: string | null = ""; cursor !== null;) {
      const query: Record<string, string> = { limit: "200", ...(cursor === "" ? {} : { cursor }) };
      const page: { calls: { dnis: string }[]; next: string | null } = await admin.call(endpoints.listCalls, {
        query,
      });
      count += page.calls.filter((call) => call.dnis === number).length;
      cursor = page.next;
    }
    return count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async #registerAll(agents: readonly BenchAgent[], sipPort: number): Promise<void> {
    const { successful, errors } = await this.#register(agents, sipPort, registrationsPerSecond);
    if (successful < agents.length)
      throw new Error(`only ${successful} of ${agents.length} phones registered\n${errors}`);
  }

  async #register(agents: readonly BenchAgent[], sipPort: number, perSecond: number): Promise<LoadOutcome> {
    return runLoad({
      scenario: "register",
      values: { EXPIRES_SECONDS: String(expiresSeconds) },
      remote: this.registrar,
      sipPort,
      calls: agents.length,
      callsPerSecond: perSecond,
      rows: agents.map(({ extension, secret }) => [
        extension,
        `[authentication username=${extension} password=${secret}]`,
      ]),
      timeoutMs: (agents.length / perSecond) * 1000 + 20_000,
    });
  }

  async #until(what: string, gauges: readonly string[], timeoutMs: number): Promise<void> {
    const ask = async (): Promise<boolean> => {
      await pause(200);
      const metrics = await readMetrics(this.tandem);
      return gauges.every((name) => metrics.get(name) === 0);
    };
    await until(what, ask, timeoutMs);
  }
}

type Agents = Awaited<ReturnType<typeof addAgents>>;
type Ports = { readonly sink: number; readonly endpoints: number };

export async function pause(lengthMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, lengthMs));
}
