// The theme's colors as charts are drawn with.
import { useMemo } from "react";
import { usePrefersDark } from "@tandem/ui";

export type ChartColors = Readonly<
  Record<"answered" | "abandoned" | "flowedOut" | "level" | "text" | "line" | "panel", string>
>;

/** The theme's colors as they are now; charts are drawn with values, not with names. */
export function useChartColors(): ChartColors {
  const dark = usePrefersDark();
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    return {
      answered: color("--t-ready"),
      abandoned: color("--t-alarm"),
      flowedOut: color("--t-wrap-up"),
      level: color("--t-talking"),
      text: color("--t-text-soft"),
      line: color("--t-line"),
      panel: color("--t-panel"),
    };
    // The style itself is not state: it is read anew when the look changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dark]);
}
