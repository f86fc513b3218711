// Who fits what the agent typed into the transfer search.
import type { Colleague } from "@tandem/contract";

export type TransferParty = {
  readonly number: string;
  readonly name: string;
  /** "outside": a number that is nobody's extension. */
  readonly state: Colleague["state"] | "outside" | "queue";
  /** Of a queue. */
  readonly waiting?: number;
};

type Queue = { readonly name: string; readonly number: string; readonly waiting: number };

/** Long enough to be a number, with what people write into numbers. */
const dialable = /^\+?[\d*#().\- ]{2,32}$/;

/**
 * Pure. Colleagues by name or extension, and queues by name, in the order given; a number that is typed comes first
 * when it is nobody's.
 */
export function findParties(
  colleagues: readonly Colleague[],
  wanted: string,
  queues: readonly Queue[] = [],
): TransferParty[] {
  const text = wanted.trim().toLowerCase();
  const people = colleagues
    .filter(
      ({ displayName, extension }) => extension.startsWith(text) || displayName.toLowerCase().includes(text),
    )
    .map(({ displayName, extension, state }) => ({ number: extension, name: displayName, state }));
  const lines = queues
    .filter(({ name }) => name.toLowerCase().includes(text))
    .map(({ name, number: queueNumber, waiting }) => {
      return { number: queueNumber, name, state: "queue", waiting } as const;
    });
  const found: TransferParty[] = [...people, ...lines];
  const number = text.replaceAll(/[().\- ]/g, "");
  const isOwn = colleagues.some(({ extension }) => extension === number);
  if (!dialable.test(text) || isOwn) return found;
  return [{ number, name: number, state: "outside" }, ...found];
}
