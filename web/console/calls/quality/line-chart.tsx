// One chart, drawn by ECharts with only the parts it needs; redrawn when the look or the size changes.
import { LineChart as LineSeries } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { chartOption } from "./chart-option.ts";

use([LineSeries, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type LineChartProps = {
  readonly option: ReturnType<typeof chartOption>;
  /** What the chart shows, for who cannot see it. */
  readonly label: string;
};

export function LineChart({ option, label }: LineChartProps) {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (container.current === null) return undefined;
    const chart = init(container.current, null, { renderer: "svg" });
    chart.setOption(option);
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(container.current);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [option]);
  return (
    <figure className="quality-chart" aria-label={label}>
      <div ref={container} />
    </figure>
  );
}
