// One chart in a card with its title, drawn anew when what it draws changes.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import "./charts.css";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type ChartProps = {
  readonly title: string;
  readonly option: EChartsCoreOption;
  readonly testId: string;
};

export function Chart({ title, option, testId }: ChartProps) {
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
    <figure className="console-card console-chart" aria-label={title} data-testid={testId}>
      <figcaption>{title}</figcaption>
      <div ref={container} />
    </figure>
  );
}
