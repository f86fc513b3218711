// Changes a device's name, ring time, of a mobile its number, and of a desk phone the form of its keys.
import { Form, Input, InputNumber, Modal, Select } from "antd";
import { endpoints } from "@tandem/contract";
import type { DeviceView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { useDeviceChange } from "./use-devices.ts";

type Values = { name: string; ringSeconds: number; mobileNumber?: string; dtmf?: DeviceView["dtmf"] };

const dtmfForms = ["auto", "rfc4733", "in-band", "info"] as const;

export function EditDevice({ device, onDone }: { readonly device: DeviceView; readonly onDone: () => void }) {
  const t = useConsoleText();
  const change = useDeviceChange();
  const [form] = Form.useForm<Values>();
  const save = async (body: Values) => {
    const params = { deviceId: device.id };
    if (await change(callEndpoint(endpoints.updateDevice, { params, body }))) onDone();
  };
  return (
    <Modal
      open
      title={t("devices.edit")}
      okText={t("devices.save")}
      cancelText={t("devices.cancel")}
      onCancel={onDone}
      onOk={() => form.submit()}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        className="devices-form"
        initialValues={{ ...device, mobileNumber: device.mobileNumber ?? undefined }}
        onFinish={(values) => void save(values)}
      >
        <NameField kind={device.kind} />
        {device.kind === "mobile" ? <MobileField /> : null}
        <RingSecondsField />
        {device.kind === "desk-phone" ? <DtmfField /> : null}
      </Form>
    </Modal>
  );
}

function DtmfField() {
  const t = useConsoleText();
  return (
    <Form.Item name="dtmf" label={t("devices.dtmf")} extra={t("devices.dtmf.extra")}>
      <Select options={dtmfForms.map((form) => ({ value: form, label: t(`dtmf.${form}`) }))} />
    </Form.Item>
  );
}

export function NameField({ kind }: { readonly kind: DeviceView["kind"] }) {
  const t = useConsoleText();
  return (
    <Form.Item name="name" label={t("devices.name")}>
      <Input maxLength={60} placeholder={t(`devices.kind.${kind}`)} />
    </Form.Item>
  );
}

export function MobileField() {
  const t = useConsoleText();
  return (
    <Form.Item
      name="mobileNumber"
      label={t("devices.mobile-number")}
      extra={t("devices.mobile-number.extra")}
      rules={[{ required: true, pattern: /^\+?[\d\s-]{5,20}$/, message: t("devices.mobile-number.wrong") }]}
    >
      <Input inputMode="tel" placeholder="+86 138 0013 8000" />
    </Form.Item>
  );
}

export function RingSecondsField() {
  const t = useConsoleText();
  return (
    <Form.Item
      name="ringSeconds"
      label={t("devices.ring-seconds")}
      extra={t("devices.ring-seconds.extra")}
      rules={[{ required: true }]}
    >
      <InputNumber min={5} max={60} precision={0} suffix={t("devices.seconds")} />
    </Form.Item>
  );
}
