// The form of a queue itself: its name, who serves it, how long a phone rings.
import { Form, Input, InputNumber, Select } from "antd";
import { endpoints } from "@tandem/contract";
import type { QueueInput, Setup } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { RoutingModal } from "./routing-forms.tsx";
import type { FormProps } from "./routing-forms.tsx";

type MembersFormProps = Omit<FormProps, "skills" | "name"> & {
  readonly setup: Setup;
  /** Undefined: a new queue. */
  readonly queue: Setup["queues"][number] | undefined;
};

const newQueue: QueueInput = { name: "", agentIds: [], offerTimeoutSeconds: 20, wrapUpSeconds: null };

export function MembersForm({ setup, queue, ...props }: MembersFormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<QueueInput>();
  const save = (values: QueueInput) => {
    const body = { ...values, wrapUpSeconds: values.wrapUpSeconds ?? null };
    return queue
      ? callEndpoint(endpoints.updateQueue, { params: { queueId: queue.id }, body })
      : callEndpoint(endpoints.createQueue, { body });
  };
  const options = setup.agents.map(({ id, displayName, extension }) => ({
    value: id,
    label: `${displayName} · ${extension}`,
  }));
  return (
    <RoutingModal {...props} name={queue?.name ?? t("queue.add")} skills={[]} onSubmit={() => form.submit()}>
      {(send) => (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={queue ?? newQueue}
          onFinish={(values) => send(save(values))}
        >
          <Form.Item
            name="name"
            label={t("setup.name")}
            rules={[{ required: true, whitespace: true, message: t("trunk-field.needed") }]}
          >
            <Input id="queue-name" maxLength={60} />
          </Form.Item>
          <Form.Item name="agentIds" label={t("live.agents")} extra={t("queue.members.help")}>
            <Select mode="multiple" options={options} optionFilterProp="label" data-testid="queue-members" />
          </Form.Item>
          <div className="console-form-row">
            <Form.Item
              name="offerTimeoutSeconds"
              label={t("queue.ring-seconds")}
              rules={[{ required: true }]}
            >
              <InputNumber min={5} max={120} precision={0} />
            </Form.Item>
            <Form.Item name="wrapUpSeconds" label={t("queue.wrap-up")} extra={t("queue.wrap-up.help")}>
              <InputNumber min={0} max={3600} precision={0} />
            </Form.Item>
          </div>
        </Form>
      )}
    </RoutingModal>
  );
}
