// The rarer things to do with a device, behind one button.
import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import type { MenuProps } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { DeviceSecret, DeviceView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { EditDevice } from "./edit-device.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { useDeviceChange } from "./use-devices.ts";

type Action = "edit" | "renew" | "open" | "remove";

export function DeviceActions({ device, name }: { readonly device: DeviceView; readonly name: string }) {
  const t = useConsoleText();
  const { modal } = App.useApp();
  const change = useDeviceChange();
  const [edits, setEdits] = useState(false);
  const [secret, setSecret] = useState<DeviceSecret | undefined>();
  const params = { deviceId: device.id };
  const renew = async () => {
    const answering = callEndpoint(endpoints.renewDeviceSecret, { params });
    if (!(await change(answering))) return;
    const answer = await answering;
    if (answer.ok) setSecret(answer.value.secret);
  };
  const confirm = (action: "renew" | "remove", onOk: () => Promise<unknown>): void =>
    void modal.confirm({
      title: t(`devices.${action}.title`, { name }),
      content: t(`devices.${action}.text`),
      okText: t(`devices.${action}`),
      okButtonProps: { danger: action === "remove" },
      cancelText: t("devices.cancel"),
      onOk,
    });
  const run: Readonly<Record<Action, () => void>> = {
    edit: () => setEdits(true),
    renew: () => confirm("renew", renew),
    open: () => void change(callEndpoint(endpoints.openProvisioning, { params })),
    remove: () => confirm("remove", () => change(callEndpoint(endpoints.deleteDevice, { params }))),
  };
  const items = actionsOf(device).map((key) => ({
    key,
    label: t(`devices.${key}`),
    danger: key === "remove",
  })) satisfies MenuProps["items"];
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => run[key as Action]() }}>
        <Button type="text" icon={<MoreOutlined />} aria-label={t("devices.more", { name })} />
      </Dropdown>
      {edits ? <EditDevice device={device} onDone={() => setEdits(false)} /> : null}
      {secret ? <SecretDialog secret={secret} onDone={() => setSecret(undefined)} /> : null}
    </>
  );
}

function actionsOf({ kind, provisioning }: DeviceView): Action[] {
  if (kind === "browser") return ["edit"];
  if (kind === "mobile") return ["edit", "remove"];
  return provisioning ? ["edit", "open", "renew", "remove"] : ["edit", "renew", "remove"];
}
