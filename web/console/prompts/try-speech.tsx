// What a text sounds like, before anybody else hears it.
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import type { Locale, SpeechSettingsView } from "@tandem/contract";
import { refusalText, useConsoleText } from "#console/texts";
import { speechOf } from "./speech-of.ts";

type TrySpeechProps = {
  readonly text: string;
  readonly language: Locale;
  /** Others than those that are set. */
  readonly settings?: SpeechSettingsView | undefined;
};

export function TrySpeech({ text, language, settings }: TrySpeechProps) {
  const t = useConsoleText();
  const [problem, setProblem] = useState<string>();
  const [url, setUrl] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => (url === undefined ? undefined : () => URL.revokeObjectURL(url)), [url]);
  const hear = async () => {
    setBusy(true);
    const answer = await speechOf({ text, language, settings });
    setBusy(false);
    setProblem(answer.ok ? undefined : refusalText(answer.problem, t));
    setUrl(answer.ok ? URL.createObjectURL(answer.value) : undefined);
  };
  return (
    <div className="prompts-try">
      <Button
        size="small"
        loading={busy}
        disabled={text.trim() === ""}
        data-testid="speech-try"
        onClick={() => void hear()}
      >
        {t("prompts.hear")}
      </Button>
      {url === undefined ? null : (
        // What is said stands beside it.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <audio controls autoPlay src={url} data-testid="speech-heard" />
      )}
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
    </div>
  );
}
