// The form of one trunk: the few fields that every trunk needs first, the rest under "more".
import { Alert, App, Button, Collapse, Drawer, Form, Input, InputNumber, Segmented, Switch } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { TrunkView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import type { ApiProblem } from "#client/api";
import { useConsoleText } from "#console/texts";
import { Field } from "./trunk-field.tsx";
import { MoreFields } from "./trunk-form-more.tsx";
import { formValuesOf, trunkInputOf } from "./trunk-form-values.ts";
import type { TrunkFormValues } from "./trunk-form-values.ts";

export type TrunkFormProps = {
  /** Undefined: a new one. */
  readonly trunk: TrunkView | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

export function TrunkForm({ trunk, onClose, onSaved }: TrunkFormProps) {
  const t = useConsoleText();
  const { message } = App.useApp();
  const [form] = Form.useForm<TrunkFormValues>();
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const isRegistering = Form.useWatch("kind", form) === "registering";

  const save = async () => {
    // Fields under a closed "more" are not shown, but belong to the trunk.
    const values = { ...formValuesOf(trunk), ...(form.getFieldsValue(true) as TrunkFormValues) };
    const body = trunkInputOf(values, trunk);
    setSaving(true);
    const answer = trunk
      ? await callEndpoint(endpoints.updateTrunk, { params: { trunkId: trunk.id }, body })
      : await callEndpoint(endpoints.createTrunk, { body });
    setSaving(false);
    if (!answer.ok) return setProblem(problemText(answer.problem, t));
    message.success(t("trunks.saved"));
    onSaved();
  };

  return (
    <Drawer
      open
      size={560}
      title={t(trunk ? "trunks.edit" : "trunks.add")}
      onClose={onClose}
      footer={
        <div className="console-form-foot">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" loading={saving} onClick={() => form.submit()} data-testid="trunk-save">
            {t("save")}
          </Button>
        </div>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={formValuesOf(trunk)}
        onFinish={() => void save()}
      >
        {problem === undefined ? null : (
          <Alert
            className="console-form-problem"
            type="error"
            showIcon
            title={problem}
            data-testid="trunk-problem"
          />
        )}
        <FirstFields isRegistering={isRegistering} hasPassword={trunk?.hasPassword ?? false} />
        <Collapse
          ghost
          items={[
            {
              key: "more",
              label: t("trunk-field.more"),
              forceRender: true,
              children: <MoreFields isRegistering={isRegistering} trunk={trunk} />,
            },
          ]}
        />
      </Form>
    </Drawer>
  );
}

const explained = [
  "name",
  "registration",
  "username",
  "password",
  "inboundPassword",
  "servers",
  "addresses",
  "outboundProxy",
  "callerId",
  "mediaEncryption",
  "codecs",
  "country",
] as const;

/** By the field it names, in the page's language; the server's own words where there are none. */
function problemText(problem: ApiProblem, t: ReturnType<typeof useConsoleText>): string {
  const field = explained.find((each) => problem.field?.split(".")[1] === each);
  return field ? t(`trunk-problem.${field}`) : problem.message;
}

function FirstFields({
  isRegistering,
  hasPassword,
}: {
  readonly isRegistering: boolean;
  readonly hasPassword: boolean;
}) {
  const t = useConsoleText();
  const needed = [{ required: true, message: t("trunk-field.needed") }];
  const kinds = (["static", "registering"] as const).map((value) => ({
    value,
    label: t(`trunk-field.kind.${value}`),
  }));
  const keep = hasPassword ? t("trunk-field.password.kept") : "";
  return (
    <>
      <div className="console-form-row">
        <Field name="name" rules={needed}>
          <Input maxLength={80} />
        </Field>
        <Field name="enabled" valuePropName="checked">
          <Switch />
        </Field>
      </div>
      <Field name="kind">
        <Segmented options={kinds} />
      </Field>
      {isRegistering ? (
        <>
          <Field name="domain" rules={needed}>
            <Input placeholder="sip.carrier.example" />
          </Field>
          <div className="console-form-row">
            <Field name="username" rules={needed}>
              <Input autoComplete="off" />
            </Field>
            <Field name="password">
              <Input.Password autoComplete="new-password" placeholder={keep} />
            </Field>
          </div>
        </>
      ) : null}
      <Field
        name="servers"
        extra={t(isRegistering ? "trunk-field.servers.help-registering" : "trunk-field.servers.help")}
      >
        <Input.TextArea autoSize={{ minRows: 2 }} />
      </Field>
      <Field name="addresses" extra={t("trunk-field.addresses.help")}>
        <Input.TextArea autoSize={{ minRows: 2 }} />
      </Field>
      <div className="console-form-row">
        <Field
          name="callerNumber"
          label="trunk-field.caller-number"
          extra={t("trunk-field.caller-number.help")}
        >
          <Input />
        </Field>
        <Field name="maxCalls" label="trunk-field.max-calls">
          <InputNumber min={1} placeholder={t("trunk-field.no-limit")} style={{ width: "100%" }} />
        </Field>
      </div>
    </>
  );
}
