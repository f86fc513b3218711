// The console: navigation at the left, one page at the right.
import {
  ApartmentOutlined,
  ApiOutlined,
  BarChartOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FieldTimeOutlined,
  HistoryOutlined,
  MessageOutlined,
  PhoneOutlined,
  LogoutOutlined,
  SettingOutlined,
  TeamOutlined,
  UserOutlined,
  CloudServerOutlined,
  SafetyOutlined,
  SmileOutlined,
  SoundOutlined,
} from "@ant-design/icons";
import { Button, Menu } from "antd";
import { lazy, Suspense, useEffect } from "react";
import type { ReactNode } from "react";
import type { Role } from "@tandem/contract";
import { EmptyState, LoadingState } from "@tandem/ui";
import { LiveNotices, PageLanguageSwitch } from "#client/frame";
import { signOutHere, useMe, WrongPlace } from "#client/sign-in";
import { NodeAlarms, QueueAlarms } from "#console/alarms";
import { CallbacksPage } from "#console/callbacks";
import { CallPage, CallsPage } from "#console/calls";
import { DevicesPage } from "#console/devices";
import { FlowsPage } from "#console/flows";
import { LivePage, SoundAlerts } from "#console/live";
import { PeoplePage } from "#console/people";
import { PromptsPage } from "#console/prompts";
import { ReportsPage } from "#console/reports";
import { QueuesPage } from "#console/queues";
import { Link, routePath, useRoute } from "#console/routing";
import type { Route, Section } from "#console/routing";
import { SecurityPage } from "#console/security";
import { SetupPage } from "#console/setup";
import { SurveysPage } from "#console/surveys";
import { CertificateBanner, SystemPage } from "#console/system";
import { useConsoleText } from "#console/texts";
import { VoicemailPage } from "#console/voicemail";
import { TrunksPage } from "#console/trunks";
import { Wallboard } from "#console/wallboard";
import { WhatIfPage } from "#console/what-if";

/** The board is for those who draw: nobody else pays for its weight. */
const FlowPage = lazy(async () => ({ default: (await import("./flows/flow-page.tsx")).FlowPage }));

const icons: Readonly<Record<Section, ReactNode>> = {
  live: <DashboardOutlined />,
  calls: <HistoryOutlined />,
  voicemail: <MessageOutlined />,
  callbacks: <FieldTimeOutlined />,
  surveys: <SmileOutlined />,
  reports: <BarChartOutlined />,
  "what-if": <ExperimentOutlined />,
  devices: <PhoneOutlined />,
  trunks: <ApiOutlined />,
  queues: <TeamOutlined />,
  people: <UserOutlined />,
  flows: <ApartmentOutlined />,
  prompts: <SoundOutlined />,
  setup: <SettingOutlined />,
  security: <SafetyOutlined />,
  system: <CloudServerOutlined />,
};

/** The state of the node is for administrators. */
function sectionsFor(role: Role): readonly Section[] {
  return role === "admin"
    ? [
        "live",
        "calls",
        "voicemail",
        "callbacks",
        "surveys",
        "reports",
        "what-if",
        "queues",
        "people",
        "trunks",
        "devices",
        "flows",
        "prompts",
        "setup",
        "security",
        "system",
      ]
    : [
        "live",
        "calls",
        "voicemail",
        "callbacks",
        "surveys",
        "reports",
        "what-if",
        "queues",
        "people",
        "trunks",
        "devices",
        "flows",
        "prompts",
        "setup",
      ];
}

export function Console() {
  const { user } = useMe();
  const t = useConsoleText();
  const { route } = useRoute();
  const section = sectionOf(route);
  const place = route.kind === "wallboard" ? t("wall") : section ? t(`nav.${section}`) : t("page");
  const title = `${t("product.name")} · ${place}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (user.role === "agent") return <WrongPlace place="console" />;
  if (route.kind === "wallboard") return <Wallboard />;
  return (
    <div className="console">
      <Navigation section={section} />
      <div className="console-main">
        <LiveNotices />
        <NodeAlarms />
        <QueueAlarms />
        <SoundAlerts />
        {user.role === "admin" ? <CertificateBanner /> : null}
        <main className={route.kind === "flow" ? "console-board" : "console-page"} key={keyOf(route)}>
          {route.kind === "section" ? <h1 className="console-title">{t(`nav.${route.section}`)}</h1> : null}
          <Page route={route} />
        </main>
      </div>
    </div>
  );
}

/** Another call, another flow: another page. */
function keyOf(route: Route): string | undefined {
  if (route.kind === "call") return route.callId;
  return route.kind === "flow" ? route.flowId : sectionOf(route);
}

/** Where one is in the navigation. */
function sectionOf(route: Route): Section | undefined {
  switch (route.kind) {
    case "call":
      return "calls";
    case "flow":
      return "flows";
    case "section":
      return route.section;
    case "wallboard":
    case "unknown":
      return undefined;
    default:
      return route satisfies never;
  }
}

function Navigation({ section }: { readonly section: Section | undefined }) {
  const t = useConsoleText();
  const { user, tenant, agent } = useMe();
  const { goTo } = useRoute();
  const items = sectionsFor(user.role).map((each) => ({
    key: each,
    icon: icons[each],
    label: t(`nav.${each}`),
  }));
  return (
    <nav className="console-nav" aria-label={t("nav")}>
      <div className="console-brand">
        <b>{t("product.name")}</b>
        <span className="t-soft">{tenant.name}</span>
      </div>
      <Menu
        mode="inline"
        selectedKeys={section ? [section] : []}
        items={items}
        onClick={({ key }) => goTo(routePath({ kind: "section", section: key as Section }))}
      />
      <div className="console-nav-foot">
        {agent ? (
          <Button type="text" icon={<CustomerServiceOutlined />} href="/">
            {t("nav.to-desk")}
          </Button>
        ) : null}
        <div className="console-me">
          <span className="console-me-name">
            {user.displayName}
            <span className="t-soft"> · {t(`role.${user.role}`)}</span>
          </span>
          <PageLanguageSwitch />
          <Button
            type="text"
            icon={<LogoutOutlined />}
            aria-label={t("sign-out")}
            title={t("sign-out")}
            onClick={() => void signOutHere()}
          />
        </div>
      </div>
    </nav>
  );
}

function Page({ route }: { readonly route: Route }) {
  const t = useConsoleText();
  if (route.kind === "call") return <CallPage callId={route.callId} />;
  if (route.kind === "flow")
    return (
      <Suspense fallback={<LoadingState title={t("loading")} />}>
        <FlowPage flowId={route.flowId} />
      </Suspense>
    );
  if (route.kind !== "section") return <UnknownPage />;
  switch (route.section) {
    case "live":
      return <LivePage />;
    case "calls":
      return <CallsPage />;
    case "voicemail":
      return <VoicemailPage />;
    case "callbacks":
      return <CallbacksPage />;
    case "surveys":
      return <SurveysPage />;
    case "reports":
      return <ReportsPage />;
    case "what-if":
      return <WhatIfPage />;
    case "queues":
      return <QueuesPage />;
    case "people":
      return <PeoplePage />;
    case "devices":
      return <DevicesPage />;
    case "trunks":
      return <TrunksPage />;
    case "flows":
      return <FlowsPage />;
    case "prompts":
      return <PromptsPage />;
    case "setup":
      return <SetupPage />;
    case "security":
      return <SecurityPage />;
    case "system":
      return <SystemPage />;
    default:
      return route.section satisfies never;
  }
}

function UnknownPage() {
  const t = useConsoleText();
  const toLive = <Link to={routePath({ kind: "section", section: "live" })}>{t("unknown.to-live")}</Link>;
  return (
    <EmptyState title={t("unknown.title")} action={toLive}>
      {t("unknown.text")}
    </EmptyState>
  );
}
