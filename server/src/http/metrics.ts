// Figures for Prometheus at /metrics.
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** Reads one figure when it is asked for. */
export type Gauges = Readonly<Record<string, { readonly help: string; readonly read: () => number }>>;

export class Metrics {
  readonly #registry = new Registry();
  readonly #facts: Counter<"type">;

  constructor(gauges: Gauges) {
    collectDefaultMetrics({ register: this.#registry });
    this.#facts = new Counter({
      name: "tandem_facts_total",
      help: "Facts published since the start, by type",
      labelNames: ["type"],
      registers: [this.#registry],
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
    this.#facts.inc({ type });
  }

  async respond(): Promise<Response> {
    return new Response(await this.#registry.metrics(), {
      headers: { "Content-Type": this.#registry.contentType },
    });
  }
}
