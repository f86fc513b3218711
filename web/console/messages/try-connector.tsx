// One trial by a connector: sent for real, once, and told in words what came of it.
import { Alert, Button, Input, Modal } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { ConnectorView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { outcomeText, refusalText, useConsoleText } from "#console/texts";

type Came = { readonly delivered: boolean; readonly words: string };

type TryConnectorProps = { readonly connector: ConnectorView; readonly onClose: () => void };

export function TryConnector({ connector: { name, kind }, onClose }: TryConnectorProps) {
  const t = useConsoleText();
  const [to, setTo] = useState("");
  const [came, setCame] = useState<Came>();
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setIsSending(true);
    setCame(undefined);
    const answer = await callEndpoint(endpoints.tryMessageConnector, { params: { name }, body: { to } });
    setIsSending(false);
    if (!answer.ok) return setCame({ delivered: false, words: refusalText(answer.problem, t) });
    const { delivered, outcome } = answer.value;
    setCame({ delivered, words: outcomeText(outcome, t) });
  };
  return (
    <Modal open title={t("connectors.try.title", { name })} footer={null} onCancel={onClose}>
      <p className="t-soft">{t("connectors.try.text")}</p>
      <Input.Search
        value={to}
        maxLength={254}
        loading={isSending}
        placeholder={t(`connectors.try.to.${kind}`)}
        aria-label={t(`connectors.try.to.${kind}`)}
        id="connector-try-to"
        enterButton={
          <Button type="primary" disabled={to.trim() === "" || isSending} data-testid="connector-try-send">
            {t("connectors.try.send")}
          </Button>
        }
        onChange={(event) => setTo(event.target.value)}
        onSearch={() => (to.trim() === "" ? undefined : void send())}
      />
      {came ? (
        <Alert
          style={{ marginTop: 12 }}
          type={came.delivered ? "success" : "error"}
          showIcon
          title={came.words}
          data-testid="connector-try-outcome"
          data-delivered={came.delivered}
        />
      ) : null}
    </Modal>
  );
}
