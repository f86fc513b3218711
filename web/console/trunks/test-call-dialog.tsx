// Tries a trunk: calls a number over it alone and shows what each server said.
import { Alert, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { TrunkView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";

type Outcome = { readonly answered: boolean; readonly lines: readonly string[] };

export function TestCallDialog({
  trunk,
  onClose,
}: {
  readonly trunk: TrunkView;
  readonly onClose: () => void;
}) {
  const t = useConsoleText();
  const [calling, setCalling] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const call = async ({ number }: { number: string }) => {
    setCalling(true);
    setOutcome(undefined);
    const input = { params: { trunkId: trunk.id }, body: { number: number.replaceAll(/[\s()-]/g, "") } };
    const answer = await callEndpoint(endpoints.placeTrunkTestCall, input);
    setCalling(false);
    if (!answer.ok) return setOutcome({ answered: false, lines: [answer.problem.message] });
    const lines = answer.value.attempts.map(({ server, outcome: what, status, tookMs }) =>
      t("trunks.test.step", {
        server: server.replace(/^sip:/, ""),
        outcome: status === null ? what : `${what} ${status}`,
        seconds: (tookMs / 1000).toFixed(1),
      }),
    );
    return setOutcome({ answered: answer.value.answered, lines });
  };
  return (
    <Modal open title={`${t("trunks.test")} · ${trunk.name}`} footer={null} onCancel={onClose}>
      <p className="t-soft">{t("trunks.test.text")}</p>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(values: { number: string }) => void call(values)}
      >
        <Form.Item
          name="number"
          label={t("trunks.test.number")}
          rules={[{ required: true, message: t("trunk-field.needed") }]}
        >
          <Input inputMode="tel" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={calling}>
          {t("trunks.test.go")}
        </Button>
      </Form>
      {outcome ? (
        <Alert
          className="console-form-result"
          type={outcome.answered ? "success" : "error"}
          showIcon
          title={t(outcome.answered ? "trunks.test.answered" : "trunks.test.failed")}
          description={outcome.lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
        />
      ) : null}
    </Modal>
  );
}
