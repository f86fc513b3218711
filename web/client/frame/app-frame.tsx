// Everything around a signed-in page: theme, language, queries, live feed, and the net for broken pages.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider, theme } from "antd";
import type { ThemeConfig } from "antd";
import english from "antd/locale/en_US";
import chinese from "antd/locale/zh_CN";
import { StrictMode } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { usePrefersDark } from "@tandem/ui";
import { LiveProvider } from "#client/live";
import { SignInGate } from "#client/sign-in";
import { chosenLocale, startTexts, useLocale } from "#client/text";
import type { Texts } from "#client/text";
import { PageNet } from "./page-net.tsx";
import "@tandem/ui/ui.css";
import "./frame.css";

const queries = new QueryClient({
  defaultOptions: {
    // The live feed says when to read again; a second try hides a passing fault.
    queries: { staleTime: 60_000, retry: 1, refetchOnWindowFocus: false },
  },
});

/** Ant Design in the colours of the theme (`ui.css`), which it cannot read as it computes shades of them. */
function themeFor(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? "#3a6fdc" : "#1d4ed8",
      colorError: dark ? "#d9403f" : "#c2181f",
      colorTextPlaceholder: dark ? "#8d99aa" : "#6b7685",
      colorTextDescription: dark ? "#a5b1c2" : "#55606f",
      colorBgBase: dark ? "#0e141c" : "#ffffff",
      colorBgContainer: dark ? "#161e29" : "#ffffff",
      colorBgElevated: dark ? "#1d2734" : "#ffffff",
      colorTextBase: dark ? "#e8edf4" : "#16202e",
      borderRadius: 8,
      fontFamily: "var(--t-font)",
    },
    components: {
      Table: { cellPaddingBlockSM: 7, headerBg: dark ? "#1d2734" : "#f7f9fb" },
      // The computed dark shade of the chosen item is too close to its ground to be read.
      Descriptions: { labelColor: "var(--t-text-soft)" },
      Menu: dark ? { itemSelectedColor: "#a8c4ff" } : {},
    },
  };
}

function AppFrame({ children }: { readonly children: ReactNode }) {
  const dark = usePrefersDark();
  const locale = useLocale();
  return (
    <ConfigProvider
      theme={themeFor(dark)}
      locale={locale === "en" ? english : chinese}
      button={{ autoInsertSpace: false }}
    >
      <App component={false}>
        <PageNet>
          <QueryClientProvider client={queries}>
            <SignInGate>
              <LiveProvider>{children}</LiveProvider>
            </SignInGate>
          </QueryClientProvider>
        </PageNet>
      </App>
    </ConfigProvider>
  );
}

/** Renders a signed-in page into `#root`; called once by the page's entry. */
export function startPage(texts: Texts, page: ReactNode): void {
  startTexts(texts, chosenLocale() ?? "zh-CN");
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <AppFrame>{page}</AppFrame>
    </StrictMode>,
  );
}
