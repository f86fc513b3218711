// What the caller says in a call that is tried.
import { Button, Input, Space } from "antd";
import { useState } from "react";
import { useConsoleText } from "#console/texts";

export function TriedSpeech({ onSaid }: { readonly onSaid: (said: string) => void }) {
  const t = useConsoleText();
  const [said, setSaid] = useState("");
  const say = () => {
    onSaid(said);
    setSaid("");
  };
  return (
    <Space.Compact block>
      <Input
        value={said}
        maxLength={500}
        placeholder={t("try.said.placeholder")}
        aria-label={t("try.said.placeholder")}
        data-testid="try-speech"
        onChange={(event) => setSaid(event.target.value)}
        onPressEnter={say}
      />
      <Button data-testid="try-said" onClick={say}>
        {t("try.said")}
      </Button>
    </Space.Compact>
  );
}
