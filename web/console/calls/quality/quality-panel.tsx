// How each side of a call sounded over its time: rating, loss, jitter and round trip, one under the other.
import { useMemo } from "react";
import type { CallDetail, CallLegRecord, LegQuality } from "@tandem/contract";
import { usePrefersDark } from "@tandem/ui";
import { useConsoleText } from "#console/texts";
import { chartOption, figures, linesOf } from "./chart-option.ts";
import type { ChartColors, ChartLine, Figure } from "./chart-option.ts";
import { LineChart } from "./line-chart.tsx";
import "./quality.css";

export type QualityPanelProps = { readonly call: CallDetail; readonly legs: readonly LegQuality[] };

/** The theme's colors as they are now; charts are drawn with values, not with names. */
function useColors(): ChartColors {
  const dark = usePrefersDark();
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    return {
      received: color("--t-talking"),
      sent: color("--t-hold"),
      text: color("--t-text-soft"),
      line: color("--t-line"),
      alarm: color("--t-alarm"),
      panel: color("--t-panel"),
    };
    // The style itself is not state: it is read anew when the look changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dark]);
}

export function QualityPanel({ call, legs }: QualityPanelProps) {
  const t = useConsoleText();
  const colors = useColors();
  const lastSecond = (Date.parse(call.endedAt) - Date.parse(call.startedAt)) / 1000;
  return (
    <div className="quality">
      <p className="quality-legend t-soft">
        <span className="quality-key quality-key-received">{t("quality.received")}</span>
        <span className="quality-key quality-key-sent">{t("quality.sent")}</span>
        <span className="quality-key quality-key-poor">{t("quality.poor-line")}</span>
      </p>
      <div className="quality-legs">
        {legs.map((leg) => (
          <LegCharts
            key={leg.legId}
            leg={leg}
            record={call.legs.find(({ id }) => id === leg.legId)}
            startedAt={call.startedAt}
            lastSecond={lastSecond}
            colors={colors}
          />
        ))}
      </div>
    </div>
  );
}

type LegChartsProps = {
  readonly leg: LegQuality;
  readonly record: CallLegRecord | undefined;
  readonly startedAt: string;
  readonly lastSecond: number;
  readonly colors: ChartColors;
};

function LegCharts({ leg, record, startedAt, lastSecond, colors }: LegChartsProps) {
  const t = useConsoleText();
  const who = record ? (record.agentName ?? t(`leg.${record.kind}`)) : leg.codec;
  const names = {
    received: t("quality.received"),
    sent: t("quality.sent"),
    roundTrip: t("quality.figure.roundTrip"),
  };
  return (
    <section className="quality-leg" aria-label={who} data-testid="quality-leg">
      <h3>
        {who} <span className="t-soft">{leg.codec}</span>
      </h3>
      {figures.map((figure) => (
        <FigureChart
          key={figure}
          figure={figure}
          lines={linesOf(leg, figure, startedAt, colors, names)}
          lastSecond={lastSecond}
          colors={colors}
        />
      ))}
    </section>
  );
}

const units: Readonly<Record<Figure, string>> = { mos: "", loss: "%", jitter: "ms", roundTrip: "ms" };

type FigureChartProps = {
  readonly figure: Figure;
  readonly lines: readonly ChartLine[];
  readonly lastSecond: number;
  readonly colors: ChartColors;
};

function FigureChart({ figure, lines, lastSecond, colors }: FigureChartProps) {
  const t = useConsoleText();
  const title = t(`quality.figure.${figure}`);
  const option = chartOption(figure, lines, lastSecond, colors, units[figure]);
  return (
    <div className="quality-figure" data-testid={`quality-${figure}`}>
      <h4>
        {title} {units[figure] === "" ? null : <span className="t-soft">{units[figure]}</span>}
      </h4>
      {lines.length > 0 ? (
        <LineChart option={option} label={title} />
      ) : (
        <p className="t-soft quality-nothing">{t("quality.not-reported")}</p>
      )}
    </div>
  );
}
