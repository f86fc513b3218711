// Messages of flows: by which connectors they are sent, and what came of those that were.
import { Tabs } from "antd";
import { useConsoleText } from "#console/texts";
import { ConnectorList } from "./connector-list.tsx";
import { SentList } from "./sent-list.tsx";
import "./messages.css";

export function MessagesCard() {
  const t = useConsoleText();
  const items = [
    { key: "connectors", label: t("messages.connectors"), children: <ConnectorList /> },
    { key: "sent", label: t("messages.sent"), children: <SentList /> },
  ];
  return (
    <section className="console-card" aria-label={t("messages.title")} data-testid="messages">
      <h2>{t("messages.title")}</h2>
      <Tabs size="small" items={items} destroyOnHidden />
    </section>
  );
}
