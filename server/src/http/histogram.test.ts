import assert from "node:assert/strict";
import { test } from "node:test";
import { Histogram } from "./histogram.ts";

test("buckets count up to their bounds, and labels that were not announced are no series", () => {
  const histogram = new Histogram({
    name: "mos",
    help: "Ratings",
    label: "direction",
    values: ["sent"],
    bounds: [3, 4],
  });
  for (const figure of [1, 3, 3.5, 4.4]) histogram.observe("sent", figure);
  histogram.observe("sideways", 1);
  assert.equal(
    histogram.text(),
    [
      "# HELP mos Ratings",
      "# TYPE mos histogram",
      'mos_bucket{direction="sent",le="3"} 2',
      'mos_bucket{direction="sent",le="4"} 3',
      'mos_bucket{direction="sent",le="+Inf"} 4',
      'mos_sum{direction="sent"} 11.9',
      'mos_count{direction="sent"} 4',
      "",
    ].join("\n"),
  );
});
