// The outbox of flows: what is handed over is stored at once and sent meanwhile, tried again where that fails, and outlives a restart.
// While the database is away it waits in a journal on the disk.
import type { FlowMessage } from "@tandem/flows";
import { makeFact, newId } from "@tandem/kernel";
import type { CallId, Clock, Fact, FactContent, FactPublisher, FlowId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { afterTry, DeliveryLooks } from "#platform/deliveries";
import { FactJournal } from "#platform/journal";
import type { Logger } from "#platform/logging";
import type { MessageConnectors } from "./connectors.ts";
import { addressed } from "./addressed.ts";
import type { MessageFact } from "./message-facts.ts";
import type { SendMessage } from "./message-sender.ts";
import { addMessages, countWaiting, dueMessages, forgetOld, keptMs, storeTry } from "./outbox-store.ts";
import type { DueMessage, MessageTry } from "./outbox-store.ts";
import type { OutgoingMessage, RefusalReason } from "./outgoing-message.ts";

export type OutboxOptions = {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  /** For what the database does not take at once. */
  readonly journalDirectory: string;
  readonly connectors: Pick<MessageConnectors, "get">;
  readonly send: SendMessage;
  readonly facts: FactPublisher<MessageFact>;
  readonly tenantIds: () => readonly TenantId[];
};

/** Who hands something over. */
export type Handing = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly flowId: FlowId;
  readonly flowName: string;
  readonly node: string;
  readonly ani: string;
  readonly dnis: string;
  /** The same when the same is handed over again, after a restart. */
  readonly key: string;
  readonly message: FlowMessage;
};

type HandedOver = Fact<"MessageHandedOver", { message: OutgoingMessage }>;

/** Five tries in some 30 minutes. */
const gapsMs = [5_000, 30_000, 240_000, 1_500_000] as const;
/** What comes later than this is of no use to anybody, however long the server or we were away. */
const longestMs = 86_400_000;
/** How long a message waits whose server is left alone; this is no try. Longer than that is: thousands may wait for it. */
const restMs = 120_000;
const mostAtOnce = 20;
/** Of one tenant; beyond them callers take the other way. */
const mostWaiting = 10_000;
const sweepEveryMs = 3_600_000;
/** A stop waits so long for what is being sent. */
const goodbyeMs = 1_500;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #looks: DeliveryLooks;
  readonly #journal: FactJournal<HandedOver>;
  readonly #ending = new AbortController();
  readonly #waiting = new Map<TenantId, number>();
  readonly #storing = new Set<Promise<void>>();
  /** What came of a try and is not stored yet: it must not be sent again for want of a database. */
  readonly #unstored = new Map<string, MessageTry>();
  #cancelSweep: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    const { clock, log, tenantIds, journalDirectory: directory } = options;
    this.#options = options;
    this.#looks = new DeliveryLooks({
      clock,
      log,
      what: "messages of flows",
      tenantIds,
      lookAt: (tenantId) => this.#lookAt(tenantId),
    });
    const write = (facts: HandedOver[]) => this.#storeJournalled(facts);
    this.#journal = new FactJournal({ directory, write, clock, log, batchSize: 100 });
  }

  /** Counts what waits of a tenant. */
  async load(tenantId: TenantId): Promise<void> {
    this.#waiting.set(tenantId, await countWaiting(tenantId, this.#options.database));
  }

  start(): void {
    this.#looks.start();
    const again = () => {
      void this.#sweep();
      this.#cancelSweep = this.#options.clock.after(sweepEveryMs, again);
    };
    again();
  }

  /** What is being sent has a moment to be through; the rest is for the next start. */
  async close(): Promise<void> {
    this.#cancelSweep?.();
    const over = this.#looks.close();
    const late = Promise.withResolvers<undefined>();
    const cancel = this.#options.clock.after(goodbyeMs, () => late.resolve(undefined));
    await Promise.race([over, late.promise]);
    cancel();
    this.#ending.abort();
    await over;
    await Promise.all(this.#storing);
    await this.#journal.close();
  }

  /** False when it cannot be sent, or too much waits already; the call's record says why. */
  take({ message, ...handing }: Handing): boolean {
    const { tenantId, callId, flowId, node, key } = handing;
    const { connectors, clock } = this.#options;
    const isFull = (this.#waiting.get(tenantId) ?? 0) >= mostWaiting;
    const ready = addressed(message, handing, {
      now: clock.now(),
      connectorOf: (name) => connectors.get(tenantId, name),
    });
    if (!ready.ok || isFull) {
      const kind = ready.ok ? ready.value.kind : ready.error.of;
      this.refuse({ tenantId, callId, flowId, node }, kind, ready.ok ? "too-many" : ready.error.kind);
      return false;
    }
    const id = newId();
    const queued = { ...ready.value, id, key, callId, flowId, node, queuedAt: clock.now() };
    this.#count(tenantId, 1);
    this.#store(tenantId, queued);
    const { kind, connector } = queued;
    this.#publish({
      type: "FlowMessageQueued",
      tenantId,
      callId,
      flowId,
      node,
      messageId: id,
      kind,
      connector,
    });
    return true;
  }

  /** Something of a flow's is not sent: its call's record says so. */
  refuse(
    about: Pick<Handing, "tenantId" | "callId" | "flowId" | "node">,
    kind: OutgoingMessage["kind"] | "message",
    reason: RefusalReason,
  ): void {
    this.#publish({ type: "FlowMessageRefused", ...about, kind, reason });
  }

  /** Tries what is due, of all tenants. */
  look(): Promise<void> {
    return this.#looks.lookAtAll();
  }

  #store(tenantId: TenantId, message: OutgoingMessage): void {
    const { database, clock } = this.#options;
    const stored = addMessages(tenantId, database, [message])
      .then(
        () => void this.#looks.look(tenantId),
        () => this.#journal.append(makeFact(clock, { type: "MessageHandedOver", tenantId, message })),
      )
      .finally(() => this.#storing.delete(stored));
    this.#storing.add(stored);
  }

  /** A kill has the last ones written again: what is there is left as it is, and what was long forgotten is not brought back. */
  async #storeJournalled(facts: readonly HandedOver[]): Promise<void> {
    const { database, clock } = this.#options;
    const kept = facts.filter(({ at }) => at >= clock.now() - keptMs);
    for (const [tenantId, own = []] of Object.entries(Object.groupBy(kept, (each) => each.tenantId))) {
      const messages = own.map(({ message }) => message);
      await addMessages(tenantId as TenantId, database, messages);
      void this.#looks.look(tenantId as TenantId);
    }
  }

  async #lookAt(tenantId: TenantId): Promise<void> {
    const { database, clock } = this.#options;
    while (!this.#ending.signal.aborted) {
      const due = await dueMessages(tenantId, database, { now: clock.now(), most: mostAtOnce });
      const tried = await Promise.allSettled(due.map((message) => this.#try(tenantId, message)));
      const failed = tried.find(({ status }) => status === "rejected");
      if (failed?.status === "rejected") throw failed.reason;
      if (due.length < mostAtOnce) return;
    }
  }

  async #try(tenantId: TenantId, message: DueMessage): Promise<void> {
    const { id, callId, flowId, node, kind } = message;
    const done = this.#unstored.get(id) ?? (await this.#send(tenantId, message));
    if (!done) return;
    this.#unstored.set(id, done);
    await storeTry(tenantId, this.#options.database, done);
    this.#unstored.delete(id);
    if (done.state === "waiting") return;
    this.#count(tenantId, -1);
    const { attempts, outcome } = done;
    const type = done.state === "sent" ? "FlowMessageSent" : "FlowMessageGivenUp";
    this.#publish({ type, tenantId, callId, flowId, node, messageId: id, kind, attempts, outcome });
  }

  /** Undefined when the process ends before it is known. */
  async #send(tenantId: TenantId, message: DueMessage): Promise<MessageTry | undefined> {
    const { clock, send } = this.#options;
    const { id, key, content, attempts, outcome, queuedAt } = message;
    if (clock.now() - queuedAt > longestMs)
      return { id, state: "given-up", attempts, outcome: outcome === "" ? "too-late" : outcome };
    const { signal } = this.#ending;
    const attempt = await send({ tenantId, content, key, signal });
    const triedAt = clock.now();
    if (attempt === "resting") return { id, state: "waiting", attempts, outcome, nextAt: triedAt + restMs };
    if (signal.aborted && !attempt.delivered) return undefined;
    const { nextAt, ...after } = afterTry(attempt, attempts, gapsMs, triedAt);
    const tried = { id, ...after, outcome: attempt.outcome, triedAt };
    if (nextAt !== undefined) return { ...tried, state: "waiting", nextAt };
    return { ...tried, state: attempt.delivered ? "sent" : "given-up" };
  }

  async #sweep(): Promise<void> {
    const { tenantIds, database, clock, log } = this.#options;
    try {
      for (const tenantId of tenantIds()) {
        await forgetOld(tenantId, database, clock.now());
        await this.load(tenantId);
      }
    } catch (error) {
      log.warn({ err: error }, "old messages of flows were not taken away; they are within the hour");
    }
  }

  #count(tenantId: TenantId, by: 1 | -1): void {
    this.#waiting.set(tenantId, Math.max(0, (this.#waiting.get(tenantId) ?? 0) + by));
  }

  #publish(content: FactContent<MessageFact>): void {
    this.#options.facts.publish(makeFact<MessageFact>(this.#options.clock, content));
  }
}
