// The charts of a what-if. Read by the browser only when there is a result.
import type { WhatIf } from "@tandem/contract";
import { Chart, useChartColors } from "#console/charts";
import { useConsoleText } from "#console/texts";
import { levelOption, shownIntervals, staffOption } from "./what-if-chart-option.ts";

type WhatIfChartsProps = { readonly result: WhatIf; readonly changed: boolean };

export function WhatIfCharts({ result, changed }: WhatIfChartsProps) {
  const t = useConsoleText();
  const colors = useChartColors();
  const intervals = shownIntervals(result.intervals);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: result.timeZone, timeStyle: "short" });
  const labels = intervals.map(({ from }) => time.format(new Date(from)));
  const other = t(changed ? "what-if.changed" : "what-if.replayed");
  const shared = { intervals, labels, colors };
  const names = { happened: t("what-if.happened"), changed: other, offered: t("what-if.figure.offered") };
  const agents = (column: string) => `${t("what-if.agents")} · ${column}`;
  const staffNames = { ...names, happened: agents(names.happened), changed: agents(other) };
  return (
    <div className="what-if-charts">
      <Chart
        title={t("what-if.chart.level")}
        option={levelOption({ ...shared, names })}
        testId="what-if-level-chart"
      />
      <Chart
        title={t("what-if.chart.staff")}
        option={staffOption({ ...shared, names: staffNames })}
        testId="what-if-staff-chart"
      />
    </div>
  );
}
