// A call to the drawing as it is now, with sound: heard, and answered with keys.
import { PhoneOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { endpoints } from "@tandem/contract";
import type { FlowDocument } from "@tandem/flows";
import { Keypad, Timer } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { browserClock } from "#client/time";
import { VisitorPhone, visitorStateName } from "#client/visitor-phone";
import { refusalText, useConsoleText } from "#console/texts";

type CallDraftProps = { readonly flowId: string; readonly document: FlowDocument };

export function CallDraft({ flowId, document }: CallDraftProps) {
  const t = useConsoleText();
  const [problem, setProblem] = useState<string>();
  const [phone] = useState(() => new VisitorPhone(browserClock));
  const state = useSyncExternalStore(phone.subscribe, phone.snapshot);
  // Who leaves the page hangs up.
  useEffect(() => () => phone.take({ kind: "hang-up" }), [phone]);
  const name = visitorStateName(state);
  const rings = name === "connecting" || name === "ringing" || name === "in-call";
  const call = () => {
    setProblem(undefined);
    phone.call(async () => {
      const body = { document: { ...document } };
      const answer = await callEndpoint(endpoints.callFlowDraft, { params: { flowId }, body });
      if (!answer.ok) setProblem(refusalText(answer.problem, t));
      return answer;
    });
  };
  return (
    <div className="flow-call" data-testid="flow-call" data-state={name}>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech: there is nothing to caption */}
      <audio ref={(element) => phone.hearIn(element)} data-testid="remote-audio" autoPlay />
      <div className="flow-call-head">
        <Button
          danger={rings}
          icon={<PhoneOutlined />}
          data-testid="flow-call-it"
          onClick={() => (rings ? phone.take({ kind: "hang-up" }) : call())}
        >
          {t(rings ? "call-draft.hang-up" : "call-draft")}
        </Button>
        {state.stage === "in-call" ? <Timer sinceMs={state.sinceMs} label={t("call-draft.length")} /> : null}
        {name === "connecting" || name === "ringing" ? (
          <span className="t-soft">{t("call-draft.connecting")}</span>
        ) : null}
      </div>
      {state.stage === "in-call" ? (
        <Keypad onKey={(key) => phone.take({ kind: "digit", key })} label={t("flow.keys")} />
      ) : null}
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      {state.stage === "failed" && problem === undefined ? (
        <Alert type="error" showIcon title={t(`call-draft.failed.${state.reason}`)} />
      ) : null}
    </div>
  );
}
