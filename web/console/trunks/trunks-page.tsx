// Trunks with their live state, the numbers that come in over them, and the limits of all together.
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Table } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { TrunkView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { LiveTimer, useLive } from "#client/live";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { LimitsCard } from "./limits-card.tsx";
import { NumbersCard } from "./numbers-card.tsx";
import { TestCallDialog } from "./test-call-dialog.tsx";
import { TrunkBadge } from "./trunk-badge.tsx";
import { TrunkForm } from "./trunk-form.tsx";

/** What is open beside the list: the form of a trunk or of a new one, or a test call. */
type Beside =
  | { readonly kind: "form"; readonly trunk: TrunkView | undefined }
  | { readonly kind: "test-call"; readonly trunk: TrunkView };

export function TrunksPage() {
  const { state } = useLive();
  const queries = useQueryClient();
  const mayWrite = useMe().user.role === "admin";
  const [beside, setBeside] = useState<Beside>();
  const query = useQuery({
    queryKey: ["trunks"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listTrunks, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  const liveOf = new Map(state?.trunks.map((live) => [live.id, live]));
  const trunks = query.data.trunks.map((trunk) => ({ ...trunk, live: liveOf.get(trunk.id) ?? trunk.live }));
  const read = () => void queries.invalidateQueries({ queryKey: ["trunks"] });
  const close = () => setBeside(undefined);
  return (
    <div className="console-stack">
      <TrunksCard
        trunks={trunks}
        mayWrite={mayWrite}
        onEdit={(trunk) => setBeside({ kind: "form", trunk })}
        onTest={(trunk) => setBeside({ kind: "test-call", trunk })}
        onChanged={read}
      />
      <NumbersCard trunks={trunks} mayWrite={mayWrite} />
      <LimitsCard mayWrite={mayWrite} />
      {beside?.kind === "form" ? (
        <TrunkForm
          trunk={beside.trunk}
          onClose={close}
          onSaved={() => {
            close();
            read();
          }}
        />
      ) : null}
      {beside?.kind === "test-call" ? <TestCallDialog trunk={beside.trunk} onClose={close} /> : null}
    </div>
  );
}

type CardProps = {
  readonly trunks: readonly TrunkView[];
  readonly mayWrite: boolean;
  readonly onEdit: (trunk: TrunkView | undefined) => void;
  readonly onTest: (trunk: TrunkView) => void;
  readonly onChanged: () => void;
};

function TrunksCard({ trunks, mayWrite, onEdit, onTest, onChanged }: CardProps) {
  const t = useConsoleText();
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => onEdit(undefined)} data-testid="trunk-add">
      {t("trunks.add")}
    </Button>
  );
  const none = (
    <EmptyState title={t("trunks.none")} action={mayWrite ? add : undefined}>
      {t("trunks.none.text")}
    </EmptyState>
  );
  return (
    <section className="console-card" aria-label={t("trunks.list")}>
      <div className="console-card-head">
        <h2>{t("trunks.list")}</h2>
        {mayWrite && trunks.length > 0 ? add : null}
      </div>
      <Table<TrunkView>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={trunks}
        locale={{ emptyText: none }}
        columns={[
          { title: t("trunk-field.name"), render: (_, trunk) => <b>{trunk.name}</b> },
          { title: t("state"), render: (_, { live }) => <TrunkBadge live={live} />, width: 300 },
          { title: t("trunks.servers"), render: (_, trunk) => <Servers trunk={trunk} /> },
          {
            title: t("trunks.calls"),
            width: 90,
            render: (_, { live, maxCalls }) => (
              <span className="t-figures">
                {maxCalls === null ? live.calls : `${live.calls} / ${maxCalls}`}
              </span>
            ),
          },
          { title: t("trunks.since"), width: 100, render: (_, { live }) => <LiveTimer since={live.since} /> },
          ...(mayWrite
            ? [
                {
                  key: "acts",
                  width: 290,
                  render: (_: unknown, trunk: TrunkView) => (
                    <TrunkActs trunk={trunk} onEdit={onEdit} onTest={onTest} onChanged={onChanged} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}

function Servers({ trunk: { servers, live } }: { readonly trunk: TrunkView }) {
  const t = useConsoleText();
  if (servers.length === 0) return <span className="t-soft">{t("trunks.inbound-only")}</span>;
  return servers.map(({ uri }) => {
    const server = live.servers.find((each) => each.uri === uri);
    const roundTripMs = server?.roundTripMs ?? null;
    const says =
      roundTripMs === null || server?.state !== "up"
        ? server && t(`trunk.${server.state}`)
        : t("trunks.round-trip", { ms: roundTripMs });
    return (
      <div key={uri} className="console-trunk-server">
        <span className="t-figures">{uri.replace(/^sip:/, "")}</span> <span className="t-soft">{says}</span>
      </div>
    );
  });
}

type ActsProps = Pick<CardProps, "onEdit" | "onTest" | "onChanged"> & { readonly trunk: TrunkView };

function TrunkActs({ trunk, onEdit, onTest, onChanged }: ActsProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const { modal, message } = App.useApp();
  const [checking, setChecking] = useState(false);
  const params = { trunkId: trunk.id };
  const check = async () => {
    setChecking(true);
    const worked = await ask(callEndpoint(endpoints.checkTrunk, { params }));
    setChecking(false);
    if (worked) message.info(t("trunks.checked"));
    onChanged();
  };
  const remove = () =>
    modal.confirm({
      title: t("trunks.delete.sure", { name: trunk.name }),
      content: t("trunks.delete.text"),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        if (await ask(callEndpoint(endpoints.deleteTrunk, { params }))) message.success(t("trunks.deleted"));
        onChanged();
      },
    });
  const reaches = trunk.servers.length > 0 && trunk.enabled;
  return (
    <div className="console-row-acts">
      <Button size="small" type="text" onClick={() => onEdit(trunk)}>
        {t("change")}
      </Button>
      <Button size="small" type="text" disabled={!reaches} loading={checking} onClick={() => void check()}>
        {t("trunks.check")}
      </Button>
      <Button size="small" type="text" disabled={!reaches} onClick={() => onTest(trunk)}>
        {t("trunks.test")}
      </Button>
      <Button size="small" type="text" danger onClick={() => void remove()}>
        {t("trunks.delete")}
      </Button>
    </div>
  );
}
