// What a signed-in person sees move: the live feed as a page keeps it.
import { once } from "node:events";
import { liveMessageSchema } from "@tandem/contract";
import type { AgentLive, CallLive, LiveChange, LiveState } from "@tandem/contract";
import type { ApiClient } from "./api-client.ts";
import type { Tandem } from "./tandem.ts";
import { until } from "./until.ts";

/** Connects as the person signed in to `client`; resolves with the first snapshot in. */
export async function watchLive(tandem: Tandem, client: ApiClient): Promise<LiveWatcher> {
  const url = `${tandem.wsUrl}/api/v1/live`;
  const socket = new WebSocket(url, { headers: { Cookie: client.cookie } });
  const watcher = new LiveWatcher(socket);
  await once(socket, "open");
  await watcher.until("the snapshot", () => true);
  return watcher;
}

export class LiveWatcher implements Disposable {
  /** Calls whose record was announced as new or changed, in order. */
  readonly storedCallIds: string[] = [];
  readonly #socket: WebSocket;
  #state: LiveState | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#hear(String(data)));
  }

  /** Resolves with the first truthy answer of `ask` about the newest state; throws with that state when there is none. */
  async until<T>(what: string, ask: (state: LiveState) => T | undefined | false, timeoutMs?: number) {
    try {
      return await until(what, () => this.#state && ask(this.#state), timeoutMs);
    } catch (error) {
      throw new Error(`${what}; the floor is ${JSON.stringify(this.#state)}`, { cause: error });
    }
  }

  /** Resolves when the only call that is there has reached a stage. */
  async callAt(stage: CallLive["stage"], timeoutMs?: number): Promise<CallLive> {
    return this.until(
      `the call is ${stage}`,
      ({ calls: [call, ...others] }) => others.length === 0 && call?.stage === stage && call,
      timeoutMs,
    );
  }

  /** Resolves when an agent is as wanted. */
  async agentAs(
    extension: string,
    wanted: Partial<Pick<AgentLive, "workState" | "presence" | "reachable">>,
    timeoutMs?: number,
  ): Promise<AgentLive> {
    const isWanted = (agent: AgentLive): boolean =>
      agent.extension === extension &&
      Object.entries(wanted).every(([name, value]) => agent[name as keyof AgentLive] === value);
    const what = `${extension} is ${JSON.stringify(wanted)}`;
    return this.until(what, ({ agents }) => agents.find(isWanted), timeoutMs);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    const message = liveMessageSchema.parse(JSON.parse(text));
    if (message.type === "snapshot") this.#state = message.state;
    if (message.type !== "changes") return;
    for (const change of message.changes) {
      if (change.kind === "call-record") this.storedCallIds.push(change.id);
      else if (this.#state) this.#state = changed(this.#state, change);
    }
  }
}

function changed(state: LiveState, change: Exclude<LiveChange, { kind: "call-record" }>): LiveState {
  switch (change.kind) {
    case "desk":
      return { ...state, desk: change.value };
    case "system":
      return { ...state, system: change.value };
    case "parked":
      return { ...state, parked: change.value };
    case "alarms":
      return { ...state, alarms: change.value };
    case "trunk":
      return { ...state, trunks: replaced(state.trunks, change) };
    case "queue":
      return { ...state, queues: replaced(state.queues, change) };
    case "agent":
      return { ...state, agents: replaced(state.agents, change) };
    case "call":
      return { ...state, calls: replaced(state.calls, change) };
    default:
      return change satisfies never;
  }
}

function replaced<T extends { readonly id: string }>(
  list: readonly T[],
  { id, value }: { readonly id: string; readonly value: T | null },
): T[] {
  return [...list.filter((each) => each.id !== id), ...(value ? [value] : [])];
}
