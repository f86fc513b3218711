// Bans an address by hand.
import { App, Button, Form, Input, Select } from "antd";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";

const lengthsMinutes = [10, 60, 360, 1440] as const;
/** The exact check is the server's; this one spares a round trip for a slip of the finger. */
const addressPattern = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/;

type Values = { readonly address: string; readonly minutes: number };

export function AddBan({ onAdded }: { readonly onAdded: () => void }) {
  const t = useConsoleText();
  const ask = useAsk();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const add = async ({ address, minutes }: Values) => {
    if (await ask(callEndpoint(endpoints.createBan, { body: { address: address.trim(), minutes } }))) {
      message.success(t("security.banned"));
      form.resetFields();
    }
    onAdded();
  };
  const options = lengthsMinutes.map((minutes) => ({ value: minutes, label: t(`security.for.${minutes}`) }));
  return (
    <Form
      form={form}
      layout="inline"
      className="security-form"
      initialValues={{ minutes: 60 }}
      onFinish={(values) => void add(values)}
    >
      <Form.Item
        name="address"
        label={t("security.address")}
        rules={[{ required: true, pattern: addressPattern, message: t("security.address.wrong") }]}
      >
        <Input placeholder="203.0.113.9" className="security-address" />
      </Form.Item>
      <Form.Item name="minutes">
        <Select options={options} aria-label={t("security.length")} className="security-length" />
      </Form.Item>
      <Button htmlType="submit" data-testid="ban">
        {t("security.ban")}
      </Button>
    </Form>
  );
}
