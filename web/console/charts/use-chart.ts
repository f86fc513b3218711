// A chart of ECharts in an element of the page: drawn anew when what it draws changes, fitted when the element does.
import { init } from "echarts/core";
import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import type { RefObject } from "react";

/** The element to draw in. Whoever calls has told ECharts which of its parts the option needs (`use`). */
export function useChart(option: EChartsCoreOption): RefObject<HTMLDivElement | null> {
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
  return container;
}
