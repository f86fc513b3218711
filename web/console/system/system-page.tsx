// The state of the node that answers: database, media, signalling.
import { ReloadOutlined } from "@ant-design/icons";
import { Button, Descriptions } from "antd";
import type { ReactNode } from "react";
import type { SystemStatus } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import { QueryState } from "#client/frame";
import { LiveTimer } from "#client/live";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useConsoleText } from "#console/texts";
import { CertificatesCard } from "./certificates-card.tsx";
import { useSystemStatus } from "./use-system-status.ts";

/** Counters are no live values: read now and then while somebody looks. */
const refreshMs = 10_000;

export function SystemPage() {
  const t = useConsoleText();
  const query = useSystemStatus(refreshMs);
  if (!query.data) return <QueryState query={query} />;
  return (
    <div className="console-stack">
      <StatusCards status={query.data} />
      <CertificatesCard certificates={query.data.certificates} />
      <div>
        <Button icon={<ReloadOutlined />} loading={query.isFetching} onClick={() => void query.refetch()}>
          {t("system.refresh")}
        </Button>
      </div>
    </div>
  );
}

function StatusCards({ status }: { readonly status: SystemStatus }) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const { database, media, sip } = status;
  return (
    <div className="console-pair">
      <StatusCard
        title={t("product.name")}
        state="up"
        rows={[
          [t("system.version"), status.version],
          [t("system.started"), formatDateTime(status.startedAt, { locale, timeZone })],
          [t("system.uptime"), <LiveTimer key="uptime" since={status.startedAt} />],
          [t("system.calls"), status.calls],
        ]}
      />
      <StatusCard
        title={t("system.database")}
        state={database.state}
        rows={[
          [t("system.kind"), t(`system.kind.${database.kind}`)],
          [t("system.journal"), database.journalDepth],
        ]}
      />
      <StatusCard
        title={t("system.media")}
        state={media.state}
        rows={[
          [t("system.legs"), media.legs],
          [t("system.pid"), media.pid ?? "–"],
        ]}
      />
      <StatusCard
        title={t("system.sip")}
        state="up"
        rows={[
          [t("system.port"), sip.port],
          [t("system.registrations"), sip.registrations],
          [t("system.dialogs"), sip.dialogs],
          [t("system.transactions"), sip.transactions],
        ]}
      />
    </div>
  );
}

type StatusCardProps = {
  readonly title: string;
  readonly state: "up" | "down";
  readonly rows: readonly (readonly [label: string, value: ReactNode])[];
};

function StatusCard({ title, state, rows }: StatusCardProps) {
  const t = useConsoleText();
  return (
    <section className="console-card" aria-label={title}>
      <h2 className="console-status-head">
        {title}
        <StateBadge tone={state === "up" ? "ready" : "alarm"} state={state}>
          {t(`system.${state}`)}
        </StateBadge>
      </h2>
      <Descriptions
        size="small"
        column={1}
        items={rows.map(([label, value]) => ({
          key: label,
          label,
          children: <span className="t-figures">{value}</span>,
        }))}
      />
    </section>
  );
}
