// Before a call: which microphone is used, and whether anything is heard through it.
import { AudioOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Progress, Select } from "antd";
import { useEffect, useState } from "react";
import { chooseMicrophone, chosenMicrophone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import { listenTo } from "./microphone-level.ts";
import type { MicrophoneState } from "./microphone-level.ts";

export function MicrophoneCheck() {
  const t = useDeskText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        type="text"
        icon={<AudioOutlined />}
        aria-label={t("microphone.check")}
        title={t("microphone.check")}
        onClick={() => setOpen(true)}
        data-testid="microphone-check"
      />
      {/* Built anew each time: a microphone that is not looked at is not listened to. */}
      {open ? <Check onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Check({ onClose }: { readonly onClose: () => void }) {
  const t = useDeskText();
  const [chosen, setChosen] = useState(chosenMicrophone);
  const [{ level, devices, problem, peak }, setState] = useState<MicrophoneState>({
    level: 0,
    peak: 0,
    devices: [],
    problem: undefined,
  });
  useEffect(() => listenTo(chosen, setState), [chosen]);
  const choose = (deviceId: string) => {
    const wanted = deviceId === "default" ? undefined : deviceId;
    chooseMicrophone(wanted);
    setChosen(wanted);
  };
  const options = devices.map(({ deviceId, label }) => ({ value: deviceId, label: label || deviceId }));
  return (
    <Modal open title={t("microphone.check")} footer={null} onCancel={onClose} width={460}>
      {problem ? <Alert type="error" showIcon title={t(`microphone.${problem}.title`)} /> : null}
      <p className="t-soft">{t("microphone.speak")}</p>
      <Progress
        percent={Math.round(level * 100)}
        showInfo={false}
        aria-label={t("microphone.level")}
        data-testid="microphone-level"
      />
      <p data-testid="microphone-heard" data-state={peak > heardFrom ? "heard" : "silent"}>
        {t(peak > heardFrom ? "microphone.heard" : "microphone.silent")}
      </p>
      <label className="desk-note">
        <span className="t-soft">{t("microphone.which")}</span>
        <Select
          value={options.some(({ value }) => value === chosen) ? chosen : "default"}
          options={
            options.some(({ value }) => value === "default")
              ? options
              : [{ value: "default", label: t("microphone.default") }, ...options]
          }
          onChange={(value) => choose(value ?? "default")}
          style={{ width: "100%" }}
        />
      </label>
      <p className="t-soft">{t("microphone.next-call")}</p>
    </Modal>
  );
}

/** Louder than a quiet room. */
const heardFrom = 0.05;
