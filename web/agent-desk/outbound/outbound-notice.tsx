// How the call goes that this desk placed, in words: until both speak, and when nobody came.
import { Alert, Button } from "antd";
import { useState } from "react";
import { useLive } from "#client/live";
import { useDeskText } from "#agent-desk/texts";

export function OutboundNotice() {
  const t = useDeskText();
  const outbound = useLive().state?.desk?.outbound;
  const [seen, setSeen] = useState<string>();
  if (!outbound || outbound.stage === "talking" || outbound.callId === seen) return null;
  const { callId, number, shownNumber, queueName, isCallback, stage, failure } = outbound;
  const failed = stage === "failed";
  const text = failed
    ? t("outbound.failed", { number, why: t(`outbound.why.${failure ?? "failed"}`) })
    : t(isCallback && stage === "own-phone" ? "outbound.callback" : `outbound.${stage}`, { number });
  const details = [
    ...(shownNumber === null ? [] : [t("outbound.shown", { number: shownNumber })]),
    ...(queueName === null ? [] : [t("outbound.queue", { name: queueName })]),
  ];
  const dismiss = (
    <Button size="small" onClick={() => setSeen(callId)}>
      {t("transfer.dismiss")}
    </Button>
  );
  return (
    <div data-testid="outbound" data-state={stage} data-failure={failure}>
      <Alert
        className="desk-handover"
        type={failed ? "warning" : "info"}
        showIcon
        title={text}
        description={details.length > 0 ? details.join(" · ") : undefined}
        action={failed ? dismiss : undefined}
      />
    </div>
  );
}
