// A day to be run through the engine: synthetic, or as it was.
import type { Fact, QueueId } from "@tandem/kernel";
import { Random } from "./random.ts";

/** One caller: comes, waits as long as patience lasts, and takes an agent that long. Times from any zero, ms. */
export type SimulatedContact = {
  readonly atMs: number;
  readonly queueId: QueueId;
  /** From answer to free again, wrap-up included. */
  readonly handlingMs: number;
  /** Infinity: waits for ever. */
  readonly patienceMs: number;
  readonly priority?: number;
};

export type Traffic = {
  readonly queueId: QueueId;
  /** Poisson arrivals: the mean of a second. */
  readonly perSecond: number;
  readonly handlingMs: number;
  /** Standard deviation over mean of a log-normal; undefined: exponential. */
  readonly handlingDeviation?: number;
  /** Mean of an exponential; undefined: endless. */
  readonly patienceMs?: number;
};

/** Contacts in order of time, without end. */
export function* syntheticContacts(traffic: readonly Traffic[], seed: number): Generator<SimulatedContact> {
  const streams = traffic.map((each, n) => ({ each, random: new Random(seed * 1009 + n), at: 0 }));
  for (const stream of streams) stream.at = nextArrival(stream.each, stream.random, 0);
  while (true) {
    let first = streams[0];
    if (!first) return;
    for (const stream of streams) if (stream.at < first.at) first = stream;
    const { each, random, at } = first;
    const { queueId, handlingMs: mean, handlingDeviation, patienceMs } = each;
    const handlingMs =
      handlingDeviation === undefined ? random.exponential(mean) : random.logNormal(mean, handlingDeviation);
    const patience = patienceMs === undefined ? Infinity : random.exponential(patienceMs);
    yield { atMs: at, queueId, handlingMs, patienceMs: patience };
    first.at = nextArrival(each, random, at);
  }
}

function nextArrival({ perSecond }: Traffic, random: Random, after: number): number {
  return after + random.exponential(1000 / perSecond);
}

/** The first so many, or those before that time. */
export function* until(
  contacts: Iterable<SimulatedContact>,
  end: { readonly count?: number; readonly atMs?: number },
): Generator<SimulatedContact> {
  let left = end.count ?? Infinity;
  for (const contact of contacts) {
    if (left-- <= 0 || contact.atMs >= (end.atMs ?? Infinity)) return;
    yield contact;
  }
}

type DayFact = Fact & {
  readonly callId?: string;
  readonly queueId?: QueueId;
  readonly returning?: boolean;
  readonly waitMs?: number;
  readonly talkMs?: number;
  readonly wrapUpMs?: number;
};

/**
 * The callers of a day from its facts, in any order. Who abandoned had that much patience; of who was answered no more is
 * known than that patience lasted, and it is taken as endless. What a caller who left would have taken is not known
 * either: the mean of the queue.
 */
export function recordedContacts(facts: readonly Fact[]): SimulatedContact[] {
  type Seen = { atMs: number; queueId: QueueId; handlingMs: number; patienceMs: number };
  const seen = new Map<string, Seen>();
  for (const fact of (facts as readonly DayFact[]).toSorted((a, b) => a.at - b.at)) {
    if (fact.callId === undefined) continue;
    const contact = seen.get(fact.callId);
    if (fact.type === "ContactQueued" && !contact && fact.queueId !== undefined) {
      const { at: atMs, queueId } = fact;
      seen.set(fact.callId, { atMs, queueId, handlingMs: 0, patienceMs: Infinity });
    } else if (!contact) continue;
    else if (fact.type === "ContactAbandoned") contact.patienceMs = fact.waitMs ?? 0;
    else if (fact.type === "ContactServed") contact.handlingMs += fact.talkMs ?? 0;
    else if (fact.type === "WrapUpFinished") contact.handlingMs += fact.wrapUpMs ?? 0;
  }
  const contacts = [...seen.values()].toSorted((a, b) => a.atMs - b.atMs);
  const means = meanHandling(contacts);
  return contacts.map((contact) => ({
    ...contact,
    handlingMs: contact.handlingMs > 0 ? contact.handlingMs : (means.get(contact.queueId) ?? 0),
  }));
}

function meanHandling(contacts: readonly SimulatedContact[]): Map<QueueId, number> {
  const byQueue = Map.groupBy(
    contacts.filter(({ handlingMs }) => handlingMs > 0),
    ({ queueId }) => queueId,
  );
  const mean = (all: readonly SimulatedContact[]) =>
    all.reduce((sum, { handlingMs }) => sum + handlingMs, 0) / all.length;
  return new Map([...byQueue].map(([queueId, all]) => [queueId, mean(all)]));
}
