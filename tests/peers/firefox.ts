// A real browser for tests: Debian's Firefox, headless, driven by WebDriver BiDi, with Firefox's own test tone as its
// microphone.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Program } from "../support/process.ts";

/** Firefox takes its time on a machine that does other things. */
const startLimitMs = 60_000;
/** The longest a command may take. */
const commandLimitMs = 30_000;

/** As a profile's user.js has them. */
const preferences: Readonly<Record<string, boolean | number | string>> = {
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "media.autoplay.default": 0,
  "media.gmp-manager.updateEnabled": false,
  // A tone as microphone, without asking.
  "media.navigator.permission.disabled": true,
  "media.navigator.streams.fake": true,
  // Media between two ends on one machine.
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

type Answer = {
  readonly id?: number;
  readonly error?: string;
  readonly message?: string;
  readonly result?: unknown;
};
/** What `script.evaluate` answers, as far as a string or an exception goes. */
type Evaluated = {
  readonly type: "success" | "exception";
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
};

/** One browser with one page. `await using` ends it. */
export class Firefox implements AsyncDisposable {
  readonly #program: Program;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #page = "";
  #nextId = 1;

  private constructor(program: Program, profile: string, socket: WebSocket) {
    this.#program = program;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id === undefined) return;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  /** Starts a browser with a fresh profile, `extra` preferences in it. */
  static async start(extra: Readonly<Record<string, boolean | number | string>> = {}): Promise<Firefox> {
    const profile = mkdtempSync(path.join(tmpdir(), "tandem-firefox-"));
    const lines = Object.entries({ ...preferences, ...extra }).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    writeFileSync(path.join(profile, "user.js"), lines.join(""));
    const flags = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
    const program = new Program("firefox-esr", [...flags, "about:blank"], { name: "firefox" });
    const line = await program.waitFor(/WebDriver BiDi listening on ws:/, startLimitMs);
    const socket = new WebSocket(`${/ws:\/\/\S+/.exec(line)?.[0]}/session`);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error("Firefox takes no commands")), { once: true });
    });
    const firefox = new Firefox(program, profile, socket);
    await firefox.#command("session.new", { capabilities: {} });
    const { context } = (await firefox.#command("browsingContext.create", { type: "tab" })) as {
      context: string;
    };
    firefox.#page = context;
    return firefox;
  }

  /** Resolves when the page has loaded. */
  async open(url: string): Promise<void> {
    await this.#command("browsingContext.navigate", { context: this.#page, url, wait: "complete" });
  }

  /** The value of an expression in the page, a promise awaited; it crosses as JSON. Throws what it throws. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const evaluated = (await this.#command("script.evaluate", {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.#page },
      awaitPromise: true,
    })) as Evaluated;
    if (evaluated.type === "exception") throw new Error(`in Firefox: ${evaluated.exceptionDetails?.text}`);
    return JSON.parse(String(evaluated.result?.value)) as Value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#program.end();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #command(method: string, params: unknown): Promise<unknown> {
    const id = this.#nextId++;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const late = AbortSignal.timeout(commandLimitMs);
    const silent = new Promise<never>((_resolve, reject) =>
      late.addEventListener("abort", () => reject(new Error(`Firefox does not answer ${method}`))),
    );
    const answer = await Promise.race([answered, silent]);
    assert.equal(answer.error, undefined, `${method}: ${answer.message}`);
    return answer.result;
  }
}
