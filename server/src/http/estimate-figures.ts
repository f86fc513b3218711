// How far the waits that callers were told to expect were from those that came, as a histogram for Prometheus.
import { errorBoundsSeconds } from "#contact-center/routing";
import type { EstimateErrors } from "#contact-center/routing";

const name = "tandem_queue_wait_estimate_error_seconds";

/** In the text format of Prometheus, 0.0.4: estimate minus actual wait, below zero for who waited longer. */
export function estimateFigures({
  counts,
  count,
  sumSeconds,
}: Pick<EstimateErrors, "counts" | "count" | "sumSeconds">): string {
  let total = 0;
  const buckets = counts.map((each, n) => {
    total += each;
    return `${name}_bucket{le="${errorBoundsSeconds[n] ?? "+Inf"}"} ${total}`;
  });
  return [
    `# HELP ${name} Estimated minus actual wait of answered callers who stood in line`,
    `# TYPE ${name} histogram`,
    ...buckets,
    `${name}_sum ${sumSeconds}`,
    `${name}_count ${count}`,
    "",
  ].join("\n");
}
