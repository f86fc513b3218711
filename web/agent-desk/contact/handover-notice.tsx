// How the transfer goes, in words.
import { Alert, Button } from "antd";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { usePhone } from "#agent-desk/phone";
import type { Handover } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import { failureWord } from "./failure-word.ts";

const tones = {
  asking: "info",
  ringing: "info",
  withdrawing: "info",
  done: "success",
  failed: "warning",
} as const;

export function HandoverNotice() {
  const t = useDeskText();
  const { state, phone } = usePhone();
  const { handover } = state;
  if (!handover) return null;
  const { stage, status } = handover;
  const { name } = handover.party;
  const text =
    stage === "failed"
      ? t("transfer.failed", { name, why: t(`transfer.why.${failureWord(status)}`) })
      : t(`transfer.${stage}`, { name });
  const dismiss = (
    <Button size="small" onClick={() => phone.take({ kind: "dismiss-handover" })}>
      {t("transfer.dismiss")}
    </Button>
  );
  return (
    <div data-testid="handover" data-state={stage} data-status={status}>
      <Alert
        className="desk-handover"
        type={tones[stage]}
        showIcon
        title={text}
        action={stage === "failed" ? dismiss : <Withdraw stage={stage} />}
      />
    </div>
  );
}

/** While the new party rings, the caller can be taken back. */
function Withdraw({ stage }: { readonly stage: Handover["stage"] }) {
  const t = useDeskText();
  const ask = useAsk();
  const { phone } = usePhone();
  if (stage === "done" || stage === "failed") return null;
  const withdraw = async () => {
    phone.take({ kind: "withdrawing", asked: true });
    if (!(await ask(callEndpoint(endpoints.withdrawTransfer, {}))))
      phone.take({ kind: "withdrawing", asked: false });
  };
  return (
    <Button
      size="small"
      loading={stage === "withdrawing"}
      onClick={() => void withdraw()}
      data-testid="withdraw-transfer"
    >
      {t("transfer.withdraw")}
    </Button>
  );
}
