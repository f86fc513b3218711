// Figures for Prometheus at /metrics.
import type { Registry } from "prom-client";

/** Reads one figure when it is asked for. */
export type Gauges = Readonly<Record<string, { readonly help: string; readonly read: () => number }>>;

export class Metrics {
  readonly #gauges: Gauges;
  #registry: Promise<Registry> | undefined;
  /** Counted here and handed over when asked for: a labelled counter costs more than the fact itself. */
  readonly #facts = new Map<string, number>();

  readonly #more: () => string;

  /** `more` is text of the same format, for figures that need no library. */
  constructor(gauges: Gauges, more: () => string) {
    this.#gauges = gauges;
    this.#more = more;
  }

  countFact(type: string): void {
    this.#facts.set(type, (this.#facts.get(type) ?? 0) + 1);
  }

  async respond(): Promise<Response> {
    const registry = await (this.#registry ??= createRegistry(this.#gauges, this.#facts));
    const text = (await registry.metrics()) + this.#more();
    return new Response(text, { headers: { "Content-Type": registry.contentType } });
  }
}

/** The library, 83 files, is read when somebody asks for the first time; Node's own figures begin then. */
async function createRegistry(gauges: Gauges, factCounts: ReadonlyMap<string, number>): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const facts = new Counter({
    name: "tandem_facts_total",
    help: "Facts published since the start, by type",
    labelNames: ["type"],
    registers,
    collect: () => {
      facts.reset();
      for (const [type, count] of factCounts) facts.inc({ type }, count);
    },
  });
  for (const [name, { help, read }] of Object.entries(gauges)) {
    const collect = (): void => gauge.set(read());
    const gauge = new Gauge({ name, help, registers, collect });
  }
  return registry;
}
