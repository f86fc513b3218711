// Makes one relay worker of a running media process throw, as a bug outside any packet would: through Node's inspector,
// which SIGUSR1 opens, so that the system is the one that everybody runs.
import type { Tandem } from "./tandem.ts";
import { until } from "./until.ts";

/** For `startTandem`: the inspector takes any free port, as several systems may be asked on one machine. */
export const crashableEnv = { NODE_OPTIONS: "--inspect-port=0" } as const;

type Answer = {
  readonly id: number;
  readonly result?: Record<string, { objectId?: string; value?: unknown }>;
};

/** Resolves when the worker was told to throw. The system must have been started with `crashableEnv`. */
export async function crashOneWorker(tandem: Tandem, mediaPid: number): Promise<void> {
  process.kill(mediaPid, "SIGUSR1");
  const url = await until("the inspector listens", () =>
    tandem.logLines.map((line) => /ws:\/\/[\d.:]+\/[\w-]+/.exec(line)?.[0]).findLast(Boolean),
  );
  using inspector = await Inspector.open(url);
  const all = await inspector.ask("Runtime.evaluate", { expression: "Object.prototype" });
  const found = await inspector.ask("Runtime.queryObjects", { prototypeObjectId: all["result"]?.objectId });
  const crash = `function () {
    const workers = this.filter((each) => Object.getPrototypeOf(each)?.constructor?.name === "RelayWorker" && each.ready);
    void workers[0].abort();
    return workers.length;
  }`;
  const objectId = found["objects"]?.objectId;
  const crashed = await inspector.ask("Runtime.callFunctionOn", { objectId, functionDeclaration: crash });
  if (crashed["result"]?.value === undefined)
    throw new Error(`no worker was found: ${JSON.stringify(crashed)}`);
}

class Inspector implements Disposable {
  readonly #socket: WebSocket;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error(`no inspector at ${url}`)));
    });
    return new Inspector(socket);
  }

  ask(method: string, params: object): Promise<NonNullable<Answer["result"]>> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#socket.addEventListener("message", ({ data }) => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id === id) resolve(answer.result ?? {});
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
