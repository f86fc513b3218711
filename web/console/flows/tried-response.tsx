// What a server answers in a call that is tried: nobody is asked really.
import { Button, Input, InputNumber } from "antd";
import { useState } from "react";
import type { TriedAnswer } from "@tandem/flows";
import { useConsoleText } from "#console/texts";

export function TriedResponse({ onResponse }: { readonly onResponse: (response: TriedAnswer) => void }) {
  const t = useConsoleText();
  const [status, setStatus] = useState(200);
  const [typed, setTyped] = useState("{}");
  return (
    <div className="flow-try-response">
      <InputNumber
        min={100}
        max={599}
        precision={0}
        value={status}
        aria-label={t("try.response.status")}
        data-testid="try-status"
        onChange={(next) => setStatus(next ?? 200)}
      />
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 8 }}
        className="t-figures"
        value={typed}
        aria-label={t("try.response.body")}
        data-testid="try-body"
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button
        size="small"
        data-testid="try-response"
        onClick={() => onResponse({ status, body: read(typed) })}
      >
        {t("try.response")}
      </Button>
    </div>
  );
}

/** What is no JSON is the text that it is, as it is for a server that answers text. */
function read(typed: string): TriedAnswer["body"] {
  try {
    return JSON.parse(typed) as TriedAnswer["body"];
  } catch {
    return typed;
  }
}
