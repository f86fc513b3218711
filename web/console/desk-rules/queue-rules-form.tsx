// How agents work for one queue, as a form.
import { Alert, Checkbox, Form, Input, InputNumber, Modal } from "antd";
import { endpoints } from "@tandem/contract";
import type { DeskRulesView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { Markdown } from "#client/markdown";
import { useConsoleText } from "#console/texts";
import { useSaving } from "./use-saving.ts";

export type QueueRules = DeskRulesView["queues"][number];

type FormProps = {
  readonly queue: QueueRules;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

export function QueueRulesForm({ queue, onClose, onSaved }: FormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<QueueRules>();
  const { problem, save } = useSaving({ onClose, onSaved });
  const script = Form.useWatch("script", form) ?? "";
  const send = ({ agentsMayLeave, autoAnswer, missesToAway, wrapUpSeconds, script: text }: QueueRules) =>
    void save(
      callEndpoint(endpoints.setQueueDeskRules, {
        params: { queueId: queue.id },
        body: {
          agentsMayLeave,
          autoAnswer,
          script: text ?? "",
          missesToAway: missesToAway ?? null,
          wrapUpSeconds: wrapUpSeconds ?? null,
        },
      }),
    );
  return (
    <Modal
      open
      width={640}
      title={queue.name}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={queue} onFinish={send}>
        <Form.Item
          name="wrapUpSeconds"
          label={t("desk-rules.wrap-up.label")}
          extra={t("desk-rules.wrap-up.help")}
        >
          <InputNumber min={0} max={3600} precision={0} />
        </Form.Item>
        <Form.Item
          name="missesToAway"
          label={t("desk-rules.misses.label")}
          extra={t("desk-rules.misses.help")}
        >
          <InputNumber min={0} max={20} precision={0} />
        </Form.Item>
        <Form.Item name="agentsMayLeave" valuePropName="checked">
          <Checkbox data-testid="queue-may-leave">{t("desk-rules.may-leave.label")}</Checkbox>
        </Form.Item>
        <Form.Item name="autoAnswer" valuePropName="checked" extra={t("desk-rules.auto-answer.help")}>
          <Checkbox data-testid="queue-auto-answer">{t("desk-rules.auto-answer.label")}</Checkbox>
        </Form.Item>
        <Form.Item name="script" label={t("desk-rules.script")} extra={t("desk-rules.script.help")}>
          <Input.TextArea rows={6} maxLength={20_000} data-testid="queue-script" />
        </Form.Item>
        {script.trim() === "" ? null : (
          <section className="console-preview" aria-label={t("desk-rules.script.preview")}>
            <Markdown source={script} />
          </section>
        )}
      </Form>
    </Modal>
  );
}
