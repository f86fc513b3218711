// The tabs at the right of the board. They are drawn once: only what is in them changes with each key that is typed.
import { Tabs } from "antd";
import { createContext, memo, useContext } from "react";
import type { ReactNode } from "react";
import { useConsoleText } from "#console/texts";

const tabs = ["step", "problems", "try", "insight"] as const;
export type SideTab = (typeof tabs)[number];

type Panels = Readonly<Record<SideTab, ReactNode>>;
const PanelsContext = createContext<Panels>({ step: null, problems: null, try: null, insight: null });

type SideTabsProps = {
  readonly tab: SideTab;
  readonly problemCount: number;
  readonly panels: Panels;
  readonly onTab: (tab: SideTab) => void;
};

export function SideTabs({ panels, ...bar }: SideTabsProps) {
  return (
    <PanelsContext value={panels}>
      <Bar {...bar} />
    </PanelsContext>
  );
}

const Bar = memo(function Bar({ tab, problemCount, onTab }: Omit<SideTabsProps, "panels">) {
  const t = useConsoleText();
  const label = (each: SideTab) =>
    each === "problems" ? `${t("flow.tab.problems")} ${problemCount}` : t(`flow.tab.${each}`);
  return (
    <Tabs
      size="small"
      activeKey={tab}
      items={tabs.map((each) => ({ key: each, label: label(each), children: <Panel tab={each} /> }))}
      onChange={(key) => onTab(tabs.find((each) => each === key) ?? "step")}
    />
  );
});

function Panel({ tab }: { readonly tab: SideTab }) {
  return useContext(PanelsContext)[tab];
}
