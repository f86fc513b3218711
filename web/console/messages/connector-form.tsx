// A connector as it is set: which server sends for us, and where in its request a message stands.
import { Alert, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { ConnectorView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { PairsControl } from "#console/pairs";
import { useSecrets } from "#console/secrets";
import { refusalText, useConsoleText } from "#console/texts";

type Pairs = Readonly<Record<string, string>>;
type Values = Pick<ConnectorView, "name" | "kind" | "method" | "url"> & { readonly body?: string };

type ConnectorFormProps = {
  /** Undefined: a new one. */
  readonly connector: ConnectorView | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

/** What most providers ask for, to begin with. */
const bodies = {
  sms: '{"to": {{to}}, "text": {{text}}}',
  "e-mail": '{"to": {{to}}, "subject": {{subject}}, "text": {{text}}}',
} as const;
const methods = ["POST", "PUT", "GET", "PATCH", "DELETE"] as const;

export function ConnectorForm({ connector, onClose, onSaved }: ConnectorFormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<Values>();
  const [headers, setHeaders] = useState<Pairs>(connector?.headers ?? {});
  const [secretHeaders, setSecretHeaders] = useState<Pairs>(connector?.secretHeaders ?? {});
  const [problem, setProblem] = useState<string>();
  const secrets = useSecrets().data ?? [];
  const save = async ({ name, body, ...values }: Values) => {
    const written = body === undefined || body.trim() === "" ? {} : { body };
    const answer = await callEndpoint(endpoints.setMessageConnector, {
      params: { name },
      body: { ...values, ...written, headers: { ...headers }, secretHeaders: { ...secretHeaders } },
    });
    if (answer.ok) onSaved();
    else setProblem(refusalText(answer.problem, t));
  };
  /** An untouched body follows the kind. */
  const changeKind = (kind: keyof typeof bodies) => {
    const other = kind === "sms" ? "e-mail" : "sms";
    if (form.getFieldValue("body") === bodies[other]) form.setFieldValue("body", bodies[kind]);
  };
  const initial = connector ?? { name: "", kind: "sms", method: "POST", url: "", body: bodies.sms };
  return (
    <Modal
      open
      width={640}
      title={connector?.name ?? t("connectors.add")}
      okText={t("save")}
      cancelText={t("cancel")}
      okButtonProps={{ "data-testid": "connector-save" }}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : (
        <Alert
          className="connector-problem"
          type="error"
          showIcon
          title={problem}
          data-testid="connector-problem"
        />
      )}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={() => setProblem(undefined)}
        onFinish={(values: Values) => void save(values)}
      >
        <div className="console-form-row">
          <Form.Item
            name="name"
            label={t("tables.name")}
            rules={[{ required: true, pattern: /^[a-z0-9-]{1,40}$/, message: t("secrets.name.wrong") }]}
          >
            <Input
              id="connector-name"
              maxLength={40}
              disabled={connector !== undefined}
              placeholder={t("connectors.name.example")}
            />
          </Form.Item>
          <Form.Item name="kind" label={t("messages.kind")}>
            <Select
              data-testid="connector-kind"
              onChange={changeKind}
              options={(["sms", "e-mail"] as const).map((value) => ({
                value,
                label: t(`message-kind.${value}`),
              }))}
            />
          </Form.Item>
        </div>
        <div className="connector-server">
          <Form.Item name="method" label={t("flow-field.method")}>
            <Select options={methods.map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item
            name="url"
            label={t("connectors.url")}
            rules={[{ required: true, pattern: /^https?:\/\/[^\s/]+/, message: t("connectors.url.wrong") }]}
          >
            <Input id="connector-url" maxLength={2000} placeholder="https://sms.example/v1/messages" />
          </Form.Item>
        </div>
        <Form.Item label={t("flow-field.secretHeaders")}>
          <PairsControl
            value={secretHeaders}
            testId="connector-secret-headers"
            secrets={secrets.map(({ name }) => name)}
            onChange={setSecretHeaders}
          />
        </Form.Item>
        <Form.Item label={t("flow-field.headers")}>
          <PairsControl
            value={headers}
            testId="connector-headers"
            secrets={undefined}
            onChange={setHeaders}
          />
        </Form.Item>
        <Form.Item name="body" label={t("connectors.body")} extra={t("connectors.body.help")}>
          <Input.TextArea
            id="connector-body"
            className="t-figures"
            autoSize={{ minRows: 3, maxRows: 12 }}
            maxLength={8000}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
