// A call's ladder with what belongs to it: the choice of a leg, the chosen message, the file to take away.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { useState } from "react";
import type { CSSProperties } from "react";
import { endpoints } from "@tandem/contract";
import type { Ladder } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { ApiFailure, callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { LadderLegend } from "./ladder-legend.tsx";
import { LadderPicture } from "./ladder-picture.tsx";
import { allLegs, ladderView } from "./ladder-view.ts";
import { MessagePanel } from "./message-panel.tsx";
import "./ladder.css";

export function LadderPanel({ callId }: { readonly callId: string }) {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["calls", "signalling", callId],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSignalling, { params: { callId } })),
    // What is not kept does not come by asking again.
    retry: (count, error) => !(error instanceof ApiFailure && error.problem.status < 500) && count < 2,
  });
  if (query.error instanceof ApiFailure && query.error.problem.status === 404)
    return <EmptyState title={t("ladder.none")}>{t("ladder.none.text")}</EmptyState>;
  return query.data ? <LadderOfCall ladder={query.data} /> : <QueryState query={query} />;
}

function LadderOfCall({ ladder }: { readonly ladder: Ladder }) {
  const t = useConsoleText();
  const [legId, setLegId] = useState(allLegs);
  const [chosen, setChosen] = useState(0);
  const view = ladderView(ladder, legId);
  const row = view.rows.find(({ index }) => index === chosen) ?? view.rows[0];
  const share = { "--ladder-share": `${0.42 * Math.max(3, view.columns.length)}fr` } as CSSProperties;
  const legs = ladder.parties.filter(({ kind }) => kind !== "tandem");
  return (
    <div className="ladder">
      <div className="ladder-bar">
        <Select
          value={legId}
          onChange={setLegId}
          aria-label={t("ladder.leg")}
          data-testid="ladder-leg"
          className="ladder-leg"
          popupMatchSelectWidth={false}
          options={[
            { value: allLegs, label: t("ladder.leg.all") },
            ...legs.map(({ id, kind, name, address }) => ({
              value: id,
              label: `${t(`ladder.party.${kind}`)} ${name || t("number.withheld")} · ${address}`,
            })),
          ]}
        />
        <LadderLegend kinds={view.kinds} repeated={view.rows.some(({ message }) => message.repeated)} />
        <Button
          icon={<DownloadOutlined />}
          href={endpoints.getSignallingCapture.path.replace("{callId}", ladder.callId)}
          download={`call-${ladder.callId}.pcap`}
          data-testid="ladder-pcap"
        >
          {t("ladder.pcap")}
        </Button>
      </div>
      {ladder.cut > 0 ? (
        <Alert type="warning" showIcon title={t("ladder.cut", { count: ladder.cut })} />
      ) : null}
      <div className="ladder-body" style={share}>
        <LadderPicture view={view} chosen={row?.index} onChoose={setChosen} />
        {row ? <MessagePanel message={row.message} /> : null}
      </div>
    </div>
  );
}
