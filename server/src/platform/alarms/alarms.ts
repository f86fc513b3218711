// What is wrong with this node now, one alarm of each kind. Whoever raises one clears it when it is cured.
import type { Clock } from "@tandem/kernel";

/**
 * | kind                  | since                                                  | cured when                             |
 * | --------------------- | ------------------------------------------------------ | -------------------------------------- |
 * | disk-nearly-full      | little room is left where the data directory is        | there is room again                    |
 * | disk-full             | almost none is left: recordings end, the journal soon  | there is room again                    |
 * | recordings-incomplete | the disk took no more of a recording                   | a later recording is whole             |
 * | uploads-near-limit    | recordings wait for the store, most of the limit       | fewer wait                             |
 * | uploads-past-limit    | more wait than the limit says                          | fewer wait                             |
 * | uploads-refused       | the store does not take our key, bucket or request     | it takes them                          |
 * | keys-locked           | the operator's key does not open keys of recordings    | the node starts with the right key     |
 * | ports-used-up         | a call was refused for want of a media port            | five minutes without such a call       |
 */
export const alarmKinds = [
  "disk-nearly-full",
  "disk-full",
  "recordings-incomplete",
  "uploads-near-limit",
  "uploads-past-limit",
  "uploads-refused",
  "keys-locked",
  "ports-used-up",
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export type Alarm = {
  readonly kind: AlarmKind;
  readonly since: number;
  /** Of whatever the kind counts: recordings, keys, calls; null where it counts nothing. */
  readonly count: number | null;
  /** In the words of whoever noticed, without secrets; empty where the kind says all. */
  readonly detail: string;
};

export class Alarms {
  readonly #clock: Pick<Clock, "now">;
  readonly #raised = new Map<AlarmKind, Alarm>();
  #listener: () => void = () => {};

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** In the order of the table. */
  list(): readonly Alarm[] {
    return alarmKinds.flatMap((kind) => this.#raised.get(kind) ?? []);
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Raises it, or renews what it says; its time stays. Answers whether it is new. */
  raise(
    kind: AlarmKind,
    { count = null, detail = "" }: { count?: number | null; detail?: string } = {},
  ): boolean {
    const before = this.#raised.get(kind);
    if (before?.count === count && before.detail === detail) return false;
    this.#raised.set(kind, { kind, since: before?.since ?? this.#clock.now(), count, detail });
    this.#listener();
    return before === undefined;
  }

  /** How often it was counted; 0 when it is not raised. */
  countOf(kind: AlarmKind): number {
    return this.#raised.get(kind)?.count ?? 0;
  }

  sinceOf(kind: AlarmKind): number | undefined {
    return this.#raised.get(kind)?.since;
  }

  clear(kind: AlarmKind): void {
    if (this.#raised.delete(kind)) this.#listener();
  }
}
