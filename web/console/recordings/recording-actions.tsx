// What an administrator may do with a recording: hold it, let go of it, delete it for good.
import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { endpoints } from "@tandem/contract";
import type { RecordingRecord } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import "./recordings.css";

export function RecordingActions({ recording }: { readonly recording: RecordingRecord }) {
  const t = useConsoleText();
  const ask = useAsk();
  const { user } = useMe();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const { id, legalHold, storedIn } = recording;
  const params = { recordingId: id };
  const readAgain = () => queries.invalidateQueries({ queryKey: ["calls"] });
  const hold = async (held: boolean) => {
    await ask(callEndpoint(endpoints.holdRecording, { params, body: { held } }));
    await readAgain();
  };
  const remove = async () => {
    if (await ask(callEndpoint(endpoints.deleteRecording, { params })))
      message.success(t("recording.delete.done"));
    await readAgain();
  };
  const askToRemove = () => {
    void modal.confirm({
      title: t("recording.delete.ask"),
      content: t("recording.delete.text"),
      okText: t("recording.delete"),
      okButtonProps: { danger: true },
      cancelText: t("cancel"),
      onOk: remove,
    });
  };
  return (
    <div className="recording-actions" data-testid="recording-actions">
      {legalHold ? <span data-testid="recording-held">{t("recording.held")}</span> : null}
      {storedIn === "s3" ? <span className="t-soft">{t("recording.in-store")}</span> : null}
      {user.role === "admin" ? (
        <>
          <Button size="small" onClick={() => void hold(!legalHold)}>
            {t(legalHold ? "recording.release" : "recording.hold")}
          </Button>
          <Button size="small" danger disabled={legalHold} onClick={askToRemove}>
            {t("recording.delete")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
