// One SIP message in full, its header names set off.
import { CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { LadderMessage } from "@tandem/contract";
import { useConsoleText } from "#console/texts";
import { formatOffset } from "./ladder-view.ts";
import { messageLines } from "./message-lines.ts";

export function MessagePanel({ message }: { readonly message: LadderMessage }) {
  const t = useConsoleText();
  return (
    <section className="ladder-message" aria-label={t("ladder.message")} data-testid="ladder-message">
      <header>
        <span className="t-figures">{formatOffset(message.afterMs)}</span>
        <span className="t-soft ladder-message-way">
          {t(`ladder.way.${message.direction}`, { peer: message.peer })} · {message.transport.toUpperCase()}
        </span>
        <CopyButton key={message.text} text={message.text} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {messageLines(message.text).map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines have nothing else, and never move
          <span key={index} className={`ladder-line-${line.kind}`}>
            {line.kind === "header" ? <b>{line.name}</b> : null}
            {line.text}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const t = useConsoleText();
  const [outcome, setOutcome] = useState<"copied" | "not-copied">();
  const copy = () => {
    // Browsers have a clipboard on secure pages only.
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    copying.then(
      () => setOutcome("copied"),
      () => setOutcome("not-copied"),
    );
  };
  return (
    <Button size="small" icon={<CopyOutlined />} onClick={copy} data-testid="ladder-copy" aria-live="polite">
      {t(outcome ? `ladder.${outcome}` : "ladder.copy")}
    </Button>
  );
}
