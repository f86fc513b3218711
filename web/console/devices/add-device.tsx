// Adds a device in three steps: which kind, its settings, and its secret, which is shown once.
import { MobileOutlined, PhoneOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { endpoints } from "@tandem/contract";
import type { DeskPhoneMake, DeviceSecret, PersonDevices } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import type { EndpointInput } from "#client/api";
import { useConsoleText } from "#console/texts";
import { MobileField, NameField, RingSecondsField } from "./edit-device.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { useDeviceChange } from "./use-devices.ts";

/** What can be added: a browser everybody has. */
type Choice = "provisioned" | "by-hand" | "mobile";

const choices: readonly (readonly [Choice, ReactNode])[] = [
  ["provisioned", <SettingOutlined key="provisioned" />],
  ["by-hand", <PhoneOutlined key="by-hand" />],
  ["mobile", <MobileOutlined key="mobile" />],
];

type Owner = Pick<PersonDevices, "agentId" | "displayName">;
type AddDeviceProps = { readonly person: Owner; readonly onDone: () => void };

export function AddDevice({ person, onDone }: AddDeviceProps) {
  const t = useConsoleText();
  const [choice, setChoice] = useState<Choice | undefined>();
  const [secret, setSecret] = useState<DeviceSecret | undefined>();
  if (secret) return <SecretDialog secret={secret} onDone={onDone} />;
  if (choice) {
    const goOn = (given: DeviceSecret) => (given.kind === "none" ? onDone() : setSecret(given));
    const back = () => setChoice(undefined);
    return <SettingsStep person={person} choice={choice} onBack={back} onCancel={onDone} onAdded={goOn} />;
  }
  return (
    <Modal open title={t("devices.add.title", { name: person.displayName })} footer={null} onCancel={onDone}>
      <div className="devices-choices">
        {choices.map(([key, icon]) => (
          <button
            key={key}
            type="button"
            className="devices-choice"
            data-testid={`choose-${key}`}
            onClick={() => setChoice(key)}
          >
            <span className="devices-icon" aria-hidden="true">
              {icon}
            </span>
            <span>
              <b>{t(`devices.choice.${key}`)}</b>
              <span className="t-soft">{t(`devices.choice.${key}.text`)}</span>
            </span>
          </button>
        ))}
      </div>
    </Modal>
  );
}

type Values = {
  name?: string;
  ringSeconds: number;
  mobileNumber?: string;
  make?: DeskPhoneMake;
  mac?: string;
};

type SettingsStepProps = {
  readonly person: Owner;
  readonly choice: Choice;
  readonly onBack: () => void;
  readonly onCancel: () => void;
  readonly onAdded: (secret: DeviceSecret) => void;
};

function SettingsStep({ person, choice, onBack, onCancel, onAdded }: SettingsStepProps) {
  const t = useConsoleText();
  const change = useDeviceChange();
  const [form] = Form.useForm<Values>();
  const [waits, setWaits] = useState(false);
  const add = async (values: Values) => {
    setWaits(true);
    const answering = callEndpoint(endpoints.createDevice, { body: bodyOf(person.agentId, choice, values) });
    const worked = await change(answering);
    setWaits(false);
    const answer = await answering;
    if (worked && answer.ok) onAdded(answer.value.secret);
  };
  return (
    <Modal
      open
      title={t(`devices.choice.${choice}`)}
      onCancel={onCancel}
      footer={[
        <Button key="back" onClick={onBack}>
          {t("devices.back")}
        </Button>,
        <Button key="add" type="primary" loading={waits} onClick={() => form.submit()}>
          {t("devices.add")}
        </Button>,
      ]}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        className="devices-form"
        initialValues={{ ringSeconds: choice === "mobile" ? 20 : 15, make: "yealink" }}
        onFinish={(values) => void add(values)}
      >
        {choice === "provisioned" ? <MakeFields /> : null}
        {choice === "mobile" ? <MobileField /> : null}
        <NameField kind={choice === "mobile" ? "mobile" : "desk-phone"} />
        <RingSecondsField />
      </Form>
    </Modal>
  );
}

function MakeFields() {
  const t = useConsoleText();
  const makes: readonly DeskPhoneMake[] = ["yealink", "grandstream"];
  return (
    <>
      <Form.Item name="make" label={t("devices.make")}>
        <Select options={makes.map((make) => ({ value: make, label: t(`devices.make.${make}`) }))} />
      </Form.Item>
      <Form.Item
        name="mac"
        label={t("devices.mac")}
        extra={t("devices.mac.extra")}
        rules={[
          {
            required: true,
            pattern: /^(?:[\da-f]{2}[\s:.-]?){5}[\da-f]{2}$/i,
            message: t("devices.mac.wrong"),
          },
        ]}
      >
        <Input placeholder="00:15:65:AA:BB:CC" autoComplete="off" />
      </Form.Item>
    </>
  );
}

type Body = EndpointInput<typeof endpoints.createDevice>["body"];

function bodyOf(agentId: string, choice: Choice, values: Values): Body {
  const { name = "", ringSeconds, mobileNumber = "", make = "yealink", mac = "" } = values;
  const own = { agentId, name, ringSeconds };
  if (choice === "mobile") return { ...own, kind: "mobile", mobileNumber };
  return { ...own, kind: "desk-phone", provisioning: choice === "provisioned" ? { make, mac } : null };
}
