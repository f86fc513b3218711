// A chart of lines with marks, drawn by ECharts with only the parts it needs.
import { LineChart as LineSeries } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useChart } from "#console/charts";
import type { chartOption } from "./chart-option.ts";

use([LineSeries, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type LineChartProps = {
  readonly option: ReturnType<typeof chartOption>;
  /** What the chart shows, for who cannot see it. */
  readonly label: string;
};

export function LineChart({ option, label }: LineChartProps) {
  const container = useChart(option);
  return (
    <figure className="quality-chart" aria-label={label}>
      <div ref={container} />
    </figure>
  );
}
