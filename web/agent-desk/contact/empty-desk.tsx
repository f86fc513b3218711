// The desk without a call teaches what to do next.
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { LiveTimer, useLive } from "#client/live";
import { DialForm, OutboundNotice } from "#agent-desk/outbound";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

export function EmptyDesk() {
  const t = useDeskText();
  const agent = useLive().state?.desk?.agent;
  const ready = agent?.presence === "available";
  return (
    <div className="desk-empty">
      <LeftBySystem />
      <KeptFree />
      <OutboundNotice />
      <EmptyState title={t("contact.empty.title")} action={<TestCallButton />}>
        {ready ? t("contact.empty.ready") : t("contact.empty.not-ready")}
        <br />
        {t("contact.empty.test")}
      </EmptyState>
      <DialForm />
    </div>
  );
}

/** Why no caller comes although the agent is ready. */
function KeptFree() {
  const t = useDeskText();
  const reserved = useLive().state?.desk?.agent.reservedFor;
  if (!reserved) return null;
  const { number, queueName, since } = reserved;
  return (
    <div data-testid="kept-free">
      <Alert
        className="desk-handover"
        type="info"
        showIcon
        title={t("contact.kept-free", { number })}
        description={t("outbound.queue", { name: queueName })}
        action={<LiveTimer since={since} />}
      />
    </div>
  );
}

function TestCallButton() {
  const t = useDeskText();
  const ask = useAsk();
  const { message } = App.useApp();
  const [placing, setPlacing] = useState(false);
  const place = async () => {
    setPlacing(true);
    if (await ask(callEndpoint(endpoints.placeTestCall, {}))) message.info(t("contact.test-call.placed"));
    setPlacing(false);
  };
  return (
    <Button onClick={() => void place()} loading={placing} data-testid="test-call">
      {t("contact.test-call")}
    </Button>
  );
}

/** Says why the agent is away when it was not their own choice, with the way back. */
function LeftBySystem() {
  const t = useDeskText();
  const ask = useAsk();
  const agent = useLive().state?.desk?.agent;
  const { state: phone } = usePhone();
  if (agent?.presence !== "away") return null;
  const { awayReason: reason, awayUntil, presenceByName: name } = agent;
  if (reason !== "no-answer" && reason !== "long-call" && name === null) return null;
  const back = () => void ask(callEndpoint(endpoints.setPresence, { body: { presence: "available" } }));
  const action = (
    <Button
      size="small"
      type="primary"
      onClick={back}
      disabled={phone.line !== "registered" && !agent.reachable}
    >
      {t("presence.back")}
    </Button>
  );
  const title =
    reason === "no-answer" || reason === "long-call"
      ? t(`presence.left-${reason}`)
      : t("presence.left-supervisor", { name: name ?? "" });
  const rest = reason === "long-call" && awayUntil !== null ? <LiveTimer until={awayUntil} /> : undefined;
  return (
    <Alert
      type="warning"
      showIcon
      title={title}
      description={rest}
      action={action}
      data-testid="left-by-system"
    />
  );
}
