// The call that this person supervises: how they are in it, and what they can do there.
import { Button, Segmented } from "antd";
import { endpoints } from "@tandem/contract";
import type { CallLive, SupervisionMode } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { useConsoleText } from "#console/texts";

const modes: readonly SupervisionMode[] = ["listen", "whisper", "barge"];

export function SupervisionBar() {
  const { state } = useLive();
  const ownId = state?.desk?.agent.id;
  for (const call of state?.calls ?? []) {
    const mine = call.supervisors.find(({ agentId }) => agentId === ownId);
    if (mine) return <InCall call={call} mode={mine.mode} isIn={mine.isIn} />;
  }
  return null;
}

type InCallProps = { readonly call: CallLive; readonly mode: SupervisionMode; readonly isIn: boolean };

function InCall({ call, mode, isIn }: InCallProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const params = { callId: call.id };
  const change = (value: SupervisionMode) =>
    void ask(callEndpoint(endpoints.superviseCall, { params, body: { mode: value } }));
  return (
    <div className="console-supervision" data-testid="supervision-bar">
      <StateBadge tone={isIn ? "talking" : "offered"} state={isIn ? "in" : "ringing"}>
        {t(isIn ? "supervision.in" : "supervision.ringing")}
      </StateBadge>
      <b className="t-figures">{call.ani || t("number.withheld")}</b>
      <span>{call.agentName}</span>
      <Segmented<SupervisionMode>
        value={mode}
        options={modes.map((value) => ({ value, label: t(`supervision.${value}`) }))}
        onChange={change}
        data-testid={`supervision-${call.id}`}
      />
      <span className="t-soft console-supervision-hint">{t(`supervision.${mode}.hint`)}</span>
      {isIn ? (
        <Button
          onClick={() => void ask(callEndpoint(endpoints.takeOverCall, { params }))}
          data-testid={`take-over-${call.id}`}
        >
          {t("supervision.take-over")}
        </Button>
      ) : null}
      <Button
        danger
        onClick={() => void ask(callEndpoint(endpoints.leaveCall, { params }))}
        data-testid={`leave-${call.id}`}
      >
        {t("supervision.leave")}
      </Button>
    </div>
  );
}
