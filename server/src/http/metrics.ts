// Figures for Prometheus at /metrics.
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** Reads one figure when it is asked for. */
export type Gauges = Readonly<Record<string, { readonly help: string; readonly read: () => number }>>;

export class Metrics {
  readonly #registry = new Registry();
  /** Counted here and handed over when asked for: a labelled counter costs more than the fact itself. */
  readonly #facts = new Map<string, number>();

  constructor(gauges: Gauges) {
    collectDefaultMetrics({ register: this.#registry });
    const facts = new Counter({
      name: "tandem_facts_total",
      help: "Facts published since the start, by type",
      labelNames: ["type"],
      registers: [this.#registry],
      collect: () => {
        facts.reset();
        for (const [type, count] of this.#facts) facts.inc({ type }, count);
      },
    });
    for (const [name, { help, read }] of Object.entries(gauges)) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect: () => gauge.set(read()),
      });
    }
  }

  countFact(type: string): void {
    this.#facts.set(type, (this.#facts.get(type) ?? 0) + 1);
  }

  async respond(): Promise<Response> {
    return new Response(await this.#registry.metrics(), {
      headers: { "Content-Type": this.#registry.contentType },
    });
  }
}
