// The pages of the agents: one process with a live feed for each.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import type { FromClients, ToClients } from "./live-clients.ts";

export type Told = Extract<FromClients, { kind: "told" }>;

/** `await using` closes all of them. */
export class Desks {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open(url: string, cookies: readonly string[]): Promise<Desks> {
    const desks = new Desks(fork(path.join(import.meta.dirname, "live-clients.ts")));
    await desks.#ask({ kind: "open", url, cookies });
    return desks;
  }

  async told(): Promise<Told> {
    const answer = await this.#ask({ kind: "tell" });
    if (answer.kind !== "told") throw new Error(`the desks answer ${answer.kind}`);
    return answer;
  }

  async #ask(message: ToClients): Promise<FromClients> {
    return new Promise((resolve, reject) => {
      this.#child.once("message", (answer) => resolve(answer as FromClients));
      this.#child.once("exit", (code) => reject(new Error(`the desks ended with ${code}`)));
      this.#child.send(message);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.removeAllListeners("exit");
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill();
    await gone;
  }
}
