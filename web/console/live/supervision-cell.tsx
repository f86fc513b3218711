// Who supervises a live call, and the button by which this person comes in.
import { Button, Space, Tooltip } from "antd";
import { endpoints } from "@tandem/contract";
import type { CallLive } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { useConsoleText } from "#console/texts";

export function SupervisionCell({ call }: { readonly call: CallLive }) {
  const t = useConsoleText();
  const { state } = useLive();
  const own = state?.desk?.agent;
  const speaks = call.stage === "talking" || call.stage === "on-hold";
  const isMine = call.supervisors.some(({ agentId }) => agentId === own?.id);
  return (
    <Space size={4} wrap>
      {call.supervisors.map(({ agentId, name, mode }) => (
        <StateBadge key={agentId} tone="offered" state={mode}>
          {name} · {t(`supervision.${mode}`)}
        </StateBadge>
      ))}
      {speaks && !isMine ? (
        <ListenButton call={call} canRing={own?.reachable === true} isBusy={own?.workState !== "idle"} />
      ) : null}
    </Space>
  );
}

type ListenButtonProps = { readonly call: CallLive; readonly canRing: boolean; readonly isBusy: boolean };

function ListenButton({ call, canRing, isBusy }: ListenButtonProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const hint = canRing ? (isBusy ? "supervision.busy" : "supervision.hint") : "supervision.no-phone";
  const params = { callId: call.id };
  const listen = () => void ask(callEndpoint(endpoints.superviseCall, { params, body: { mode: "listen" } }));
  return (
    <Tooltip title={t(hint)}>
      <Button size="small" disabled={!canRing || isBusy} onClick={listen} data-testid={`listen-${call.id}`}>
        {t("supervision.listen")}
      </Button>
    </Tooltip>
  );
}
