// Pauses the recording while the caller says a card number, and says whether it is paused.
import { PauseCircleOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useDeskText } from "#agent-desk/texts";
import type { ContactView } from "./contact-view.ts";

export function RecordingControl({ contact }: Pick<ContactView, "contact">) {
  const t = useDeskText();
  const ask = useAsk();
  if (!contact || contact.recording === null) return null;
  const { callId, recording } = contact;
  const paused = recording === "paused";
  const toggle = () =>
    void ask(callEndpoint(endpoints.setRecordingPaused, { body: { callId, paused: !paused } }));
  return (
    <Tooltip title={t("recording.hint")} mouseEnterDelay={0.6}>
      <Button
        size="large"
        className={paused ? "desk-control-recording" : ""}
        icon={paused ? <PlayCircleOutlined /> : <PauseCircleOutlined />}
        aria-pressed={paused}
        onClick={toggle}
        data-testid="pause-recording"
      >
        {paused ? t("recording.resume") : t("recording.pause")}
      </Button>
    </Tooltip>
  );
}
