// The certificates of the node: what they name, who signed them, and how long they hold.
import { Table } from "antd";
import type { CertificateStatus } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useConsoleText } from "#console/texts";

const tones: Readonly<Record<CertificateStatus["state"], Tone>> = {
  ok: "ready",
  "expires-soon": "hold",
  "expires-in-days": "alarm",
  expired: "alarm",
  unreadable: "alarm",
};

export function CertificatesCard({ certificates }: { readonly certificates: readonly CertificateStatus[] }) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const columns = [
    {
      key: "state",
      title: t("certificates.state"),
      render: (_: unknown, certificate: CertificateStatus) => <CertificateState certificate={certificate} />,
    },
    {
      key: "names",
      title: t("certificates.names"),
      render: (_: unknown, { name, names }: CertificateStatus) => (
        <>
          <b>{name}</b>
          <div className="t-soft console-certificate-names">{names.join(", ")}</div>
        </>
      ),
    },
    {
      key: "issuer",
      title: t("certificates.issuer"),
      render: (_: unknown, { selfSigned, issuer }: CertificateStatus) =>
        selfSigned ? t("certificates.self-signed") : issuer || "–",
    },
    {
      key: "not-after",
      title: t("certificates.not-after"),
      render: (_: unknown, { notAfter }: CertificateStatus) => (
        <span className="t-figures">
          {notAfter === null ? "–" : formatDateTime(notAfter, { locale, timeZone })}
        </span>
      ),
    },
  ];
  return (
    <section className="console-card" aria-label={t("certificates.title")} data-testid="certificates">
      <h2>{t("certificates.title")}</h2>
      <Table
        size="small"
        pagination={false}
        rowKey="name"
        columns={columns}
        dataSource={[...certificates]}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <EmptyState title={t("certificates.none")} /> }}
      />
      {certificates[0]?.selfSigned ? (
        <p className="t-soft console-certificate-hint">{t("certificates.self-signed.hint")}</p>
      ) : null}
    </section>
  );
}

function CertificateState({ certificate }: { readonly certificate: CertificateStatus }) {
  const t = useConsoleText();
  const { state, daysLeft, names, message } = certificate;
  return (
    <>
      <StateBadge tone={tones[state]} state={state} testId="certificate-state">
        {t(`certificates.state.${state}`, { count: Math.max(daysLeft ?? 0, 0) })}
      </StateBadge>
      {message === null ? null : (
        <div className="t-soft console-certificate-names">
          {names.length > 0 ? t("certificates.kept", { message }) : message}
        </div>
      )}
    </>
  );
}
