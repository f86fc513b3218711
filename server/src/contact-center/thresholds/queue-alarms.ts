// Watches the figures of every queue and says when one goes into alarm and when it is over.
import type { Clock, QueueId, TenantId } from "@tandem/kernel";
import { quiet, stepAlarm } from "./alarm-state.ts";
import type { AlarmState } from "./alarm-state.ts";
import { figures, judge, levels, usualThresholds } from "./thresholds.ts";
import type { Figure, Level, Reading, Thresholds } from "./thresholds.ts";

export type WatchedQueue = {
  readonly id: QueueId;
  readonly name: string;
  readonly targetSeconds: number;
  readonly reading: Reading;
};

/** What stands in alarm; the times are epoch ms. */
export type OpenAlarm = {
  readonly queueId: QueueId;
  readonly figure: Figure;
  readonly level: Level;
  readonly raisedAt: number;
};

export type AlarmChange = OpenAlarm & {
  readonly kind: "raised" | "cleared";
  readonly tenantId: TenantId;
  readonly at: number;
  readonly queueName: string;
  /** Null where nothing is left to measure or to compare with. */
  readonly value: number | null;
  readonly limit: number | null;
};

export type QueueAlarmsOptions = {
  readonly clock: Clock;
  readonly tenantIds: () => readonly TenantId[];
  /** Every queue of the tenant as it is now. */
  readonly queuesOf: (tenantId: TenantId) => readonly WatchedQueue[];
  readonly onChange: (change: AlarmChange) => void;
};

/** The longest wait grows by itself, so that facts alone do not do. */
const lookEveryMs = 1_000;

type Watch = { queueName: string; readonly states: Map<string, AlarmState> };

export class QueueAlarms {
  readonly #options: QueueAlarmsOptions;
  readonly #thresholds = new Map<TenantId, ReadonlyMap<QueueId, Thresholds>>();
  readonly #watched = new Map<TenantId, Map<QueueId, Watch>>();
  #cancel: (() => void) | undefined;

  constructor(options: QueueAlarmsOptions) {
    this.#options = options;
  }

  /** What is not named is as usual. */
  setThresholds(tenantId: TenantId, thresholds: ReadonlyMap<QueueId, Thresholds>): void {
    this.#thresholds.set(tenantId, thresholds);
  }

  /** Goes on with what an earlier process raised, so that nobody is told twice. */
  restore(tenantId: TenantId, open: readonly OpenAlarm[]): void {
    for (const { queueId, figure, level, raisedAt } of open)
      this.#watch(tenantId, queueId, "").states.set(`${figure}/${level}`, {
        kind: "raised",
        raisedAt,
        goodSince: null,
      });
  }

  start(): void {
    const again = () => {
      this.look();
      this.#cancel = this.#options.clock.after(lookEveryMs, again);
    };
    this.#cancel = this.#options.clock.after(lookEveryMs, again);
  }

  close(): void {
    this.#cancel?.();
  }

  thresholdsOf(tenantId: TenantId, queueId: QueueId, targetSeconds: number): Thresholds {
    return this.#thresholds.get(tenantId)?.get(queueId) ?? usualThresholds(targetSeconds);
  }

  openOf(tenantId: TenantId, queueId: QueueId): OpenAlarm[] {
    const states = this.#watched.get(tenantId)?.get(queueId)?.states;
    return figures.flatMap((figure) =>
      levels.flatMap((level) => {
        const state = states?.get(`${figure}/${level}`);
        return state?.kind === "raised" ? [{ queueId, figure, level, raisedAt: state.raisedAt }] : [];
      }),
    );
  }

  /** Looks at every queue once. */
  look(): void {
    for (const tenantId of this.#options.tenantIds()) {
      const queues = this.#options.queuesOf(tenantId);
      for (const queue of queues) this.#lookAt(tenantId, queue);
      this.#forgetOthers(tenantId, new Set(queues.map(({ id }) => id)));
    }
  }

  #lookAt(tenantId: TenantId, { id, name, targetSeconds, reading }: WatchedQueue): void {
    const now = this.#options.clock.now();
    const { limits, holdSeconds } = this.thresholdsOf(tenantId, id, targetSeconds);
    const watch = this.#watch(tenantId, id, name);
    watch.queueName = name;
    for (const figure of figures)
      for (const [index, level] of levels.entries()) {
        const key = `${figure}/${level}`;
        const [value, limit] = [reading[figure], limits[figure][index] ?? null];
        const before = watch.states.get(key) ?? quiet;
        const { state, effect } = stepAlarm(before, judge(figure, limit, value), now, holdSeconds * 1000);
        watch.states.set(key, state);
        const raised = state.kind === "raised" ? state : before;
        if (!effect || raised.kind !== "raised") continue;
        const kind = effect === "raise" ? "raised" : "cleared";
        const what = { queueId: id, queueName: name, figure, level, raisedAt: raised.raisedAt };
        this.#options.onChange({ ...what, kind, tenantId, at: now, value, limit });
      }
  }

  /** A queue that was removed is in no alarm any more. */
  #forgetOthers(tenantId: TenantId, there: ReadonlySet<QueueId>): void {
    for (const [queueId, { queueName }] of this.#watched.get(tenantId) ?? []) {
      if (there.has(queueId)) continue;
      const gone = { kind: "cleared", tenantId, queueName, at: this.#options.clock.now() } as const;
      for (const open of this.openOf(tenantId, queueId))
        this.#options.onChange({ ...open, ...gone, value: null, limit: null });
      this.#watched.get(tenantId)?.delete(queueId);
    }
  }

  #watch(tenantId: TenantId, queueId: QueueId, queueName: string): Watch {
    const queues = this.#watched.get(tenantId) ?? new Map<QueueId, Watch>();
    this.#watched.set(tenantId, queues);
    const watch = queues.get(queueId) ?? { queueName, states: new Map<string, AlarmState>() };
    queues.set(queueId, watch);
    return watch;
  }
}
