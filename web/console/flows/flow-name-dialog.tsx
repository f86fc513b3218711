// A new flow, from a template or a copy, or another name for one.
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useLocale } from "#client/text";
import { routePath, useRoute } from "#console/routing";
import { refusalText, useConsoleText } from "#console/texts";
import { templateOf, templates } from "./new-node.ts";
import type { Template } from "./new-node.ts";
import { useSurroundings } from "./use-surroundings.ts";

export type NameWish =
  /** Without a document, a template is asked for. */
  | { readonly kind: "create"; readonly name: string; readonly document?: Record<string, unknown> }
  | { readonly kind: "rename"; readonly id: string; readonly name: string };

type Values = { readonly name: string; readonly template: Template };

export function FlowNameDialog({ wish, onClose }: { readonly wish: NameWish; readonly onClose: () => void }) {
  const t = useConsoleText();
  const locale = useLocale();
  const { goTo } = useRoute();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string>();
  const surroundings = useSurroundings();
  const save = async ({ name, template }: Values) => {
    if (wish.kind === "rename") {
      const answer = await callEndpoint(endpoints.renameFlow, {
        params: { flowId: wish.id },
        body: { name },
      });
      if (!answer.ok) return setProblem(refusalText(answer.problem, t));
    } else {
      const known = surroundings.data ?? { queues: [], calendars: [] };
      const document = wish.document ?? templateOf(template, locale, known);
      const answer = await callEndpoint(endpoints.createFlow, { body: { name, document } });
      if (!answer.ok) return setProblem(refusalText(answer.problem, t));
      goTo(routePath({ kind: "flow", flowId: answer.value.id }));
    }
    await queries.invalidateQueries({ queryKey: ["flows"] });
    onClose();
  };
  return (
    <Modal
      open
      title={wish.kind === "rename" ? wish.name : t("flows.add")}
      okText={t("save")}
      cancelText={t("cancel")}
      okButtonProps={{ "data-testid": "flow-name-ok" }}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: wish.name, template: "menu" }}
        onFinish={(values: Values) => void save(values)}
      >
        <Form.Item
          name="name"
          label={t("flows.name")}
          rules={[{ required: true, whitespace: true, message: t("trunk-field.needed") }]}
        >
          <Input id="flow-name" maxLength={60} />
        </Form.Item>
        {wish.kind === "create" && wish.document === undefined ? (
          <Form.Item name="template" label={t("flows.template")}>
            <Radio.Group
              className="flow-templates"
              options={templates.map((each) => ({ value: each, label: t(`flows.template.${each}`) }))}
            />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}
