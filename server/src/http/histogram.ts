// A histogram for Prometheus that costs an array to fill: the library is read only when somebody asks.

export type HistogramOptions = {
  readonly name: string;
  readonly help: string;
  /** The one label, and all its values: what is not listed here never becomes a series. */
  readonly label: string;
  readonly values: readonly string[];
  /** Upper bounds, rising; the last bucket takes the rest. */
  readonly bounds: readonly number[];
};

type Series = { readonly counts: number[]; sum: number };

export class Histogram {
  readonly #options: HistogramOptions;
  readonly #series: ReadonlyMap<string, Series>;

  constructor(options: HistogramOptions) {
    this.#options = options;
    const counts = (): Series => ({
      counts: Array.from({ length: options.bounds.length + 1 }, () => 0),
      sum: 0,
    });
    this.#series = new Map(options.values.map((value) => [value, counts()]));
  }

  observe(labelValue: string, figure: number): void {
    const series = this.#series.get(labelValue);
    if (series === undefined) return;
    const found = this.#options.bounds.findIndex((bound) => figure <= bound);
    const bucket = found < 0 ? this.#options.bounds.length : found;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += figure;
  }

  /** In the text format of Prometheus, 0.0.4. */
  text(): string {
    const { name, help, label, bounds } = this.#options;
    const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
    for (const [value, { counts, sum }] of this.#series) {
      const labelled = `${label}="${value}"`;
      let total = 0;
      counts.forEach((count, index) => {
        total += count;
        lines.push(`${name}_bucket{${labelled},le="${bounds[index] ?? "+Inf"}"} ${total}`);
      });
      lines.push(`${name}_sum{${labelled}} ${sum}`, `${name}_count{${labelled}} ${total}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
