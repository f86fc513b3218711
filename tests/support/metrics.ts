// Figures of the running system, as Prometheus would read them.
import type { Tandem } from "./tandem.ts";

/** The unlabelled figures of `/metrics`, by name. */
export async function readMetrics(tandem: Tandem): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${tandem.httpUrl}/metrics`);
  if (!response.ok) throw new Error(`/metrics: ${response.status}`);
  const lines = (await response.text()).split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, name = "", value] = /^(\w+) (\S+)$/.exec(line) ?? [];
      return value === undefined ? [] : [[name, Number(value)] as const];
    }),
  );
}
