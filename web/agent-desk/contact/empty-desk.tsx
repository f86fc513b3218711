// The desk without a call teaches what to do next.
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

export function EmptyDesk() {
  const t = useDeskText();
  const agent = useLive().state?.desk?.agent;
  const ready = agent?.presence === "available";
  return (
    <div className="desk-empty">
      <LeftBySystem />
      <EmptyState title={t("contact.empty.title")} action={<TestCallButton />}>
        {ready ? t("contact.empty.ready") : t("contact.empty.not-ready")}
        <br />
        {t("contact.empty.test")}
      </EmptyState>
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
  const reason = agent?.presence === "away" ? agent.awayReason : null;
  if (reason !== "no-answer" && reason !== "phone-lost") return null;
  const back = () => void ask(callEndpoint(endpoints.setPresence, { body: { presence: "available" } }));
  const action = (
    <Button size="small" type="primary" onClick={back} disabled={phone.line !== "registered"}>
      {t("presence.back")}
    </Button>
  );
  return <Alert type="warning" showIcon title={t(`presence.left-${reason}`)} action={action} />;
}
