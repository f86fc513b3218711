// One press for a callback that an answering machine took: it is tried again.
import { App, Button } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { DeskContact } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { useDeskText } from "#agent-desk/texts";

export function MachineButton({ contact }: { readonly contact: DeskContact }) {
  const t = useDeskText();
  const ask = useAsk();
  const { message } = App.useApp();
  const outbound = useLive().state?.desk?.outbound;
  const [told, setTold] = useState(false);
  // Rung for it still, or nobody answered at all.
  const isMet = outbound?.callId !== contact.callId || outbound.stage === "talking";
  if (!contact.isCallback || !isMet || contact.answeredAt === null || told) return null;
  const tell = async () => {
    const answer = await callEndpoint(endpoints.tellMachine, { body: { callId: contact.callId } });
    if (await ask(Promise.resolve(answer))) setTold(true);
    if (!answer.ok) return;
    message.info(t(answer.value.state === "waiting" ? "contact.machine.again" : "contact.machine.last"));
  };
  return (
    <p className="desk-controls">
      <Button onClick={() => void tell()} data-testid="machine">
        {t("contact.machine")}
      </Button>
      <span className="t-soft">{t("contact.machine.hint")}</span>
    </p>
  );
}
