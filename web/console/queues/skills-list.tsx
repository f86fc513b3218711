// All skills of the tenant: added, and removed after it is said who is affected.
import { App, Button, Form, Input, Tag } from "antd";
import { endpoints } from "@tandem/contract";
import type { RoutingView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";

type SkillsProps = {
  readonly skills: RoutingView["skills"];
  readonly mayWrite: boolean;
  readonly onChanged: () => void;
};

export function SkillsList({ skills, mayWrite, onChanged }: SkillsProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const { modal } = App.useApp();
  const remove = async ({ id: skillId, name }: RoutingView["skills"][number]) => {
    const use = await callEndpoint(endpoints.getSkillUse, { params: { skillId } });
    const affected = use.ok ? use.value : { queues: [], waiting: 0, agents: 0 };
    await modal.confirm({
      title: t("skill.remove.sure", { name }),
      content: t("skill.remove.affected", {
        agents: String(affected.agents),
        queues: affected.queues.map((queue) => queue.name).join(", ") || "–",
        waiting: String(affected.waiting),
      }),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        await ask(callEndpoint(endpoints.deleteSkill, { params: { skillId } }));
        onChanged();
      },
    });
  };
  return (
    <>
      <h3>{t("routing.all-skills")}</h3>
      {skills.length === 0 ? <EmptyState title={t("routing.no-skills")} /> : null}
      {skills.map((skill) => (
        <Tag
          key={skill.id}
          closable={mayWrite}
          onClose={(event) => {
            event.preventDefault();
            void remove(skill);
          }}
        >
          {skill.name}
        </Tag>
      ))}
      {mayWrite ? <AddSkill onAdded={onChanged} /> : null}
    </>
  );
}

function AddSkill({ onAdded }: { readonly onAdded: () => void }) {
  const t = useConsoleText();
  const ask = useAsk();
  const [form] = Form.useForm<{ name: string }>();
  const add = async ({ name }: { name: string }) => {
    if (await ask(callEndpoint(endpoints.createSkill, { body: { name } }))) form.resetFields();
    onAdded();
  };
  return (
    <Form
      form={form}
      layout="inline"
      className="queue-listed-form"
      onFinish={(values: { name: string }) => void add(values)}
    >
      <Form.Item name="name" rules={[{ required: true, whitespace: true, message: t("trunk-field.needed") }]}>
        <Input id="skill-name" maxLength={60} placeholder={t("routing.skill-name")} />
      </Form.Item>
      <Button htmlType="submit" data-testid="skill-add">
        {t("routing.add-skill")}
      </Button>
    </Form>
  );
}
