// One chart in a card with its title.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import type { EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useChart } from "./use-chart.ts";
import "./charts.css";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type ChartProps = {
  readonly title: string;
  readonly option: EChartsCoreOption;
  readonly testId: string;
};

export function Chart({ title, option, testId }: ChartProps) {
  const container = useChart(option);
  return (
    <figure className="console-card console-chart" aria-label={title} data-testid={testId}>
      <figcaption>{title}</figcaption>
      <div ref={container} />
    </figure>
  );
}
