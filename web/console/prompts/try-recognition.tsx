// What the engine understands of what one says into the microphone.
import { AudioOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useLocale } from "#client/text";
import { refusalText, useConsoleText } from "#console/texts";
import { useRecorder } from "./use-recorder.ts";

type Outcome = { readonly text: string; readonly isError: boolean };

export function TryRecognition() {
  const t = useConsoleText();
  const language = useLocale();
  const { sound, isRecording, isRefused, seconds, start, stop } = useRecorder();
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (sound === undefined) return;
    const understand = async () => {
      const body = new Uint8Array(await sound.arrayBuffer());
      const answer = await callEndpoint(endpoints.tryRecognition, { query: { language }, body });
      if (!answer.ok) return setOutcome({ text: refusalText(answer.problem, t), isError: true });
      const { text, answerMs } = answer.value;
      setOutcome({
        text:
          text === ""
            ? t("recognition.not-understood")
            : t("recognition.heard", { text, duration: String(answerMs) }),
        isError: text === "",
      });
    };
    void understand();
    // Another recording is another trial; another language alone is none.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [sound]);
  return (
    <>
      <p className="t-soft">{t("recognition.try.text")}</p>
      <div className="prompts-try">
        <Button
          size="small"
          danger={isRecording}
          icon={<AudioOutlined />}
          data-testid="recognition-try"
          onClick={() => void (isRecording ? stop() : start())}
        >
          {isRecording ? t("recognition.try.stop", { seconds: String(seconds) }) : t("recognition.try")}
        </Button>
        {isRefused ? <Alert type="error" showIcon title={t("prompts.record.refused")} /> : null}
        {outcome ? (
          <Alert
            type={outcome.isError ? "error" : "success"}
            showIcon
            title={outcome.text}
            data-testid="recognition-heard"
          />
        ) : null}
      </div>
    </>
  );
}
