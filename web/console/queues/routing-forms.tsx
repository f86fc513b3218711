// The form of an agent's skills, and what it shares with the form of a queue.
import { Alert, Button, Form, InputNumber, Modal, Select, Space } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { endpoints } from "@tandem/contract";
import type { RoutingView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { refusalText, useConsoleText } from "#console/texts";

export type RoutingAgent = RoutingView["agents"][number];

export type FormProps = {
  readonly name: string;
  readonly skills: RoutingView["skills"];
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

export function AgentSkillsForm({ agent, ...props }: FormProps & { readonly agent: RoutingAgent }) {
  const t = useConsoleText();
  const [form] = Form.useForm<RoutingAgent>();
  const save = (body: RoutingAgent) =>
    callEndpoint(endpoints.setAgentSkills, {
      params: { agentId: agent.id },
      body: { skills: body.skills ?? [] },
    });
  return (
    <RoutingModal {...props} onSubmit={() => form.submit()}>
      {(send) => (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={agent}
          onFinish={(values) => send(save(values))}
        >
          <SkillRows skills={props.skills} level="level" title={t("routing.skills")} />
        </Form>
      )}
    </RoutingModal>
  );
}

type ModalProps = FormProps & {
  readonly width?: number;
  readonly onSubmit: () => void;
  readonly children: (send: (answer: ReturnType<typeof callEndpoint>) => void) => ReactNode;
};

export function RoutingModal({ name, width = 520, onClose, onSaved, onSubmit, children }: ModalProps) {
  const t = useConsoleText();
  const [problem, setProblem] = useState<string>();
  const send = async (answer: ReturnType<typeof callEndpoint>) => {
    const result = await answer;
    if (!result.ok) return setProblem(refusalText(result.problem, t));
    onSaved();
    onClose();
  };
  return (
    <Modal
      open
      width={width}
      title={name}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={onSubmit}
    >
      {problem === undefined ? null : (
        <Alert type="error" showIcon title={problem} data-testid="routing-problem" />
      )}
      {children((answer) => void send(answer))}
    </Modal>
  );
}

type RowsProps = {
  readonly skills: RoutingView["skills"];
  readonly level: "level" | "minimum";
  readonly title: string;
};

export function SkillRows({ skills, level, title }: RowsProps) {
  const t = useConsoleText();
  const options = skills.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Form.Item label={title} extra={t("routing.level-help")}>
      <Form.List name="skills">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name: row }) => (
              <Space key={key} align="baseline" style={{ display: "flex" }}>
                <Form.Item
                  name={[row, "skillId"]}
                  rules={[{ required: true, message: t("trunk-field.needed") }]}
                >
                  <Select options={options} style={{ minWidth: 200 }} />
                </Form.Item>
                <Form.Item name={[row, level]} rules={[{ required: true, message: t("trunk-field.needed") }]}>
                  <InputNumber min={1} max={10} precision={0} aria-label={t("routing.level")} />
                </Form.Item>
                <Button onClick={() => remove(row)}>{t("routing.remove")}</Button>
              </Space>
            ))}
            <Button
              disabled={skills.length === 0}
              data-testid="skill-row-add"
              onClick={() => add({ skillId: skills[0]?.id, [level]: 5 })}
            >
              {t("routing.add-skill")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
