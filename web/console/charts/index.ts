// Door of charts. Whoever shows one reads this when it is shown: the library behind it weighs more than most pages.
export { Chart } from "./chart.tsx";
export { chartFrame, countAxis, lineSeries, percentAxis, percentOf } from "./chart-parts.ts";
export { useChart } from "./use-chart.ts";
export { useChartColors } from "./use-chart-colors.ts";
export type { ChartColors } from "./use-chart-colors.ts";
